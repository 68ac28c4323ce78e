/**
 * Reads the recording of each target as it grows, and knows after a restart how far it was read.
 * Start at {@link io.pitot.daemon.tail.Tail}.
 */
@NullMarked
package io.pitot.daemon.tail;

import org.jspecify.annotations.NullMarked;
