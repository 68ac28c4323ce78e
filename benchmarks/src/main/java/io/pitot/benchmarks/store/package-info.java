/** What {@code benchmarks/run store} loads a collector with, and the stages that it measures. */
@NullMarked
package io.pitot.benchmarks.store;

import org.jspecify.annotations.NullMarked;
