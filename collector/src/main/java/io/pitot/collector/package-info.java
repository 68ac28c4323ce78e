/** The collector. */
@NullMarked
package io.pitot.collector;

import org.jspecify.annotations.NullMarked;
