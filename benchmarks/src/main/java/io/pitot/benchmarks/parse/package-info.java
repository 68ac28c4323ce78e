/**
 * The reader beside its peers: each counts the same events of the same recordings by distinct
 * stack. {@link io.pitot.benchmarks.parse.Comparison} runs all of it.
 */
@NullMarked
package io.pitot.benchmarks.parse;

import org.jspecify.annotations.NullMarked;
