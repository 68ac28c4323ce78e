package io.pitot.agent;

import java.util.StringJoiner;

/** What the agent has to say about itself: once on standard error, and in AgentStatus events. */
final class Status {
  private static final long REPEAT_NANOS = 60_000_000_000L;
  private static final int MAX_NOTES = 20;

  private final StringJoiner notes = new StringJoiner("; ");
  private int noted;
  private boolean changed = true;
  private long writtenNanos;

  /** Says it on standard error, and keeps it for the events. */
  synchronized void note(String text) {
    if (noted++ < MAX_NOTES) {
      notes.add(text);
      changed = true;
      System.err.println("pitot-agent: " + text);
    }
  }

  /** Writes the event when there is news or a minute has gone by. */
  synchronized void write(JfrEvents events, LeftOut leftOut, int failures) {
    long now = System.nanoTime();
    if (!changed && now - writtenNanos < REPEAT_NANOS) {
      return;
    }
    changed = false;
    writtenNanos = now;
    String counts = leftOut.text();
    String failed = failures == 0 ? "" : (counts.isEmpty() ? "" : ",") + "failed hook=" + failures;
    events.status(noted == 0 ? "armed" : "partly armed", notes.toString(), counts + failed);
  }
}
