/**
 * Releases as they come: deploy markers, the comparison of each new release with the one before,
 * the history of what was found, and who is told. Start at {@link
 * io.pitot.collector.watch.ReleaseWatch}.
 */
@NullMarked
package io.pitot.collector.watch;

import org.jspecify.annotations.NullMarked;
