/**
 * Two releases compared: which part of the call tree got more expensive, how sure that is, and
 * which frame explains it. Pure code; the method is told in docs/differ.md. Start at {@link
 * io.pitot.collector.diff.Comparison}.
 */
@NullMarked
package io.pitot.collector.diff;

import org.jspecify.annotations.NullMarked;
