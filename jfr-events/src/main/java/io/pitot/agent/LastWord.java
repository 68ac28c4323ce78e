package io.pitot.agent;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The event of an agent that gave up while no recording could be told: the first one that begins
 * later is. Nothing else of the agent goes on until then.
 */
final class LastWord {
  private static final long LOOK_MILLIS = 1_000;

  private final Status status;
  private final Throttles throttles;
  private final LeftOut leftOut;
  private final Agent agent;

  LastWord(Status status, Throttles throttles, LeftOut leftOut, Agent agent) {
    this.status = status;
    this.throttles = throttles;
    this.leftOut = leftOut;
    this.agent = agent;
  }

  /**
   * Returns when it is told, or need not be any more.
   *
   * @param known null where the agent wrote no events before
   */
  boolean tell(@Nullable JfrEvents known) {
    // A runtime image may lack the flight recorder.
    if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
      return false;
    }
    try {
      JfrEvents events = known == null ? awaitRecorder() : known;
      while (events != null && agent.hasToTellItsEnd()) {
        if (status.end(events, "disabled")) {
          return true;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException | RuntimeException | LinkageError e) {
      // What failed was said on standard error.
    }
    return false;
  }

  private @Nullable JfrEvents awaitRecorder() throws InterruptedException {
    while (!FlightRecorder.isInitialized()) {
      Thread.sleep(LOOK_MILLIS);
      if (!agent.hasToTellItsEnd()) {
        return null;
      }
    }
    Thread.sleep(LOOK_MILLIS); // While it comes up, each event's class would be rewritten twice.
    return new JfrEvents(throttles, leftOut);
  }
}
