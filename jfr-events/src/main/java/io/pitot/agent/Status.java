package io.pitot.agent;

import java.util.StringJoiner;

/** What the agent has to say about itself: once on standard error, and in AgentStatus events. */
final class Status {
  private static final long REPEAT_NANOS = 60_000_000_000L;
  private static final long COUNTS_NANOS = 10_000_000_000L;
  private static final int MAX_NOTES = 20;

  private final StringJoiner notes = new StringJoiner("; ");
  private String counts = "";
  private int noted;
  private boolean changed = true;
  private long writtenNanos;
  private boolean ended;

  /** Says it on standard error, and keeps it for the events. */
  synchronized void note(String text) {
    if (noted++ < MAX_NOTES) {
      notes.add(text);
      changed = true;
      System.err.println("pitot-agent: " + text);
    }
  }

  /** Of a class that does not look as expected; {@code type} is its internal name. */
  void leftAlone(String type, Throwable reason) {
    note(type.replace('/', '.') + " is left alone: " + reason.getMessage());
  }

  /**
   * Writes the event when there is news or a minute has gone by; other counts are news after 10 s.
   */
  synchronized void write(JfrEvents events, LeftOut leftOut) {
    long now = System.nanoTime();
    long age = now - writtenNanos;
    if (ended || (!changed && age < COUNTS_NANOS)) {
      return;
    }
    String text = leftOut.text();
    if (!changed && age < REPEAT_NANOS && text.equals(counts)) {
      return;
    }
    writtenNanos = now;
    counts = text;
    changed = !events.status(noted == 0 ? "armed" : "partly armed", notes.toString(), counts);
  }

  /** The last event: nothing of the agent is in place any more. False when nobody wants it now. */
  synchronized boolean end(JfrEvents events, String state) {
    ended = true;
    return events.status(state, notes.toString(), counts);
  }

  /** A failure, and where in the agent's code it happened. */
  static String text(Throwable failure) {
    StackTraceElement[] frames = failure.getStackTrace();
    return failure + " at " + (frames.length == 0 ? "an unknown place" : Stack.line(frames[0]));
  }
}
