package io.pitot.daemon.ship;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Answers people who ask, through the collector, for a closer look at a JVM. Called on the
 * shipper's thread, which must not wait for a JVM.
 */
public interface DrillDesk {
  /** Of a daemon that starts none. */
  DrillDesk CLOSED =
      new DrillDesk() {
        @Override
        public CompletableFuture<Answer> start(String targetId, Duration length, String requester) {
          return CompletableFuture.completedFuture(Answer.refused("this daemon starts no drills"));
        }

        @Override
        public Map<String, DrillSpan> last() {
          return Map.of();
        }
      };

  /**
   * Starts it.
   *
   * @param targetId as reported
   * @param requester for the log
   * @return what came of it, once the JVM has answered; never fails
   */
  CompletableFuture<Answer> start(String targetId, Duration length, String requester);

  /** The last drill of each target that was given one here, over or not. */
  Map<String, DrillSpan> last();

  /**
   * What came of it.
   *
   * @param refusal why not, one line; empty when it runs
   */
  record Answer(String refusal, DrillSpan span) {
    public static Answer refused(String why) {
      return new Answer(why, DrillSpan.NONE);
    }

    public static Answer runs(DrillSpan span) {
      return new Answer("", span);
    }
  }
}
