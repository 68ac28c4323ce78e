package io.pitot.agent.planted;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the hooks from doing harm. What a hook calls may use a map itself, so that its thread is
 * inside a hook already: the inner one does nothing. And the first failure of the agent's own code
 * switches every hook off.
 */
public final class Guard {
  private static final int PLACES = 256;
  private static final int PROBES = 8;

  /** The threads that are inside a hook's slow path now. */
  private static final AtomicReferenceArray<@Nullable Thread> INSIDE =
      new AtomicReferenceArray<>(PLACES);

  private static final AtomicReference<@Nullable Throwable> FAILURE = new AtomicReference<>();
  private static final AtomicInteger EXHAUSTED = new AtomicInteger();

  private Guard() {}

  /** The place to {@link #leave}; -1 where the thread is inside already, or too many others are. */
  static int enter() {
    Thread me = Thread.currentThread();
    int home = (int) me.getId() & (PLACES - 1);
    int free = -1;
    for (int i = 0; i < PROBES; i++) {
      int place = (home + i) & (PLACES - 1);
      Thread there = INSIDE.get(place);
      if (there == me) {
        return -1;
      }
      if (there == null && free < 0) {
        free = place;
      }
    }
    return free >= 0 && INSIDE.compareAndSet(free, null, me) ? free : -1;
  }

  static void leave(int place) {
    INSIDE.setRelease(place, null);
  }

  /** Memory or stack that is exhausted is the application's; anything else is the agent's fault. */
  static void failed(Throwable cause) {
    if (cause instanceof VirtualMachineError) {
      EXHAUSTED.incrementAndGet();
      return;
    }
    disarm();
    FAILURE.compareAndSet(null, cause);
  }

  /** Makes every hook do nothing, at once. */
  public static void disarm() {
    Sink.installed = null;
    Sink.waits = false;
    Sink.races = false;
    Watch.watched = null;
  }

  /** What switched the hooks off; null while nothing did. */
  public static @Nullable Throwable failure() {
    return FAILURE.get();
  }

  /** For a new start after {@link #disarm}. */
  public static void reset() {
    FAILURE.set(null);
  }

  /** How often a hook gave up because memory or stack was exhausted. */
  public static int exhausted() {
    return EXHAUSTED.get();
  }
}
