package io.pitot.daemon.ship;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Answers people who ask, through the collector, for the last minutes of a JVM as a recording. */
public interface RecordingDesk {
  /** Of a daemon that gives none away. */
  RecordingDesk CLOSED = (target, last, maxBytes) -> Answer.refused("this daemon gives none away");

  /**
   * Copies the recording; may take a while, and is called for one request at a time.
   *
   * @param targetId as reported
   * @param maxBytes a larger one is refused
   */
  Answer copy(String targetId, Duration last, long maxBytes);

  /**
   * What came of it.
   *
   * @param file belongs to whoever asked, who deletes it; null when it was refused
   * @param refusal why, one line; empty when it was not
   */
  record Answer(@Nullable Path file, String refusal) {
    public static Answer refused(String why) {
      return new Answer(null, why);
    }
  }
}
