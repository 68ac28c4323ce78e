/** Measurements beside peers. */
@NullMarked
package io.pitot.benchmarks;

import org.jspecify.annotations.NullMarked;
