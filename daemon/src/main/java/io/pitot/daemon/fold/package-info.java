/**
 * Events become windows: one per target and 10 s, stacks with counts and sums by profile type. An
 * event belongs to the window in which it ended.
 */
@NullMarked
package io.pitot.daemon.fold;

import org.jspecify.annotations.NullMarked;
