/**
 * Starts a recording in a JVM and keeps it, without harm: what could hurt is refused with a reason
 * and a remedy. Start at {@link io.pitot.daemon.recording.Recorder}; {@link
 * io.pitot.daemon.recording.Obstacles} tells what is refused before anything is touched.
 */
@NullMarked
package io.pitot.daemon.recording;

import org.jspecify.annotations.NullMarked;
