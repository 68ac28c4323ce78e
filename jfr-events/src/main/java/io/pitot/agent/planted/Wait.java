package io.pitot.agent.planted;

import org.jspecify.annotations.Nullable;

/** One timed wait of one thread, from before it asked for a bin's lock until after it let go. */
public final class Wait {
  /** Shorter ones are told to nobody. */
  public static final long SHORTEST_NANOS = 1_000;

  /** The event, begun when the wait began. */
  public final Object event;

  public final long startNanos = System.nanoTime();

  /** How many waits this one stands for: 1, or the sampling interval. */
  public final int weight;

  /** Whether a compute function ran under the lock when the wait began. */
  public final boolean computing;

  /** Length of the wait; 0 until it is over. */
  public long nanos;

  Wait(Object event, int weight, boolean computing) {
    this.event = event;
    this.weight = weight;
    this.computing = computing;
  }

  static @Nullable Wait begin(Sink sink, int weight, boolean computing) {
    Object event = sink.beginWait();
    return event == null ? null : new Wait(event, weight, computing);
  }

  /** The lock was had. */
  void end(Sink sink) {
    nanos = System.nanoTime() - startNanos;
    if (nanos >= SHORTEST_NANOS) {
      sink.endWait(event);
    }
  }
}
