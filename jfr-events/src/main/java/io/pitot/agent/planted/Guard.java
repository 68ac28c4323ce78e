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
  private static final int LINE_LONGS = 8;

  /** References from one place to the next: threads that come at once must not share a line. */
  private static final int STRIDE = 16;

  /** Who stays longer did not work but lost the processor. */
  private static final long LONGEST_NANOS = 200_000;

  private static final int SPENT = 1;
  private static final int VISITS = 2;
  private static final int TIMED = 16;

  /** The threads that are inside a hook's slow path now. */
  private static final AtomicReferenceArray<@Nullable Thread> INSIDE =
      new AtomicReferenceArray<>(PLACES * STRIDE);

  /**
   * For each place, in a line of its own: when the thread there came, what all that were there have
   * spent, and how many they were. One in 16 is timed, as looks at the clock cost more than many of
   * the visits.
   */
  private static final long[] TIMES = new long[PLACES * LINE_LONGS];

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
      Thread there = INSIDE.get(place * STRIDE);
      if (there == me) {
        return -1;
      }
      if (there == null && free < 0) {
        free = place;
      }
    }
    if (free < 0 || !INSIDE.compareAndSet(free * STRIDE, null, me)) {
      return -1;
    }
    int line = free * LINE_LONGS;
    if (++TIMES[line + VISITS] % TIMED == 0) {
      TIMES[line] = System.nanoTime();
    }
    return free;
  }

  static void leave(int place) {
    int line = place * LINE_LONGS;
    if (TIMES[line + VISITS] % TIMED == 0) {
      TIMES[line + SPENT] += TIMED * Math.min(LONGEST_NANOS, System.nanoTime() - TIMES[line]);
    }
    INSIDE.setRelease(place * STRIDE, null);
  }

  /** What all threads together have spent in slow paths. */
  public static long spentNanos() {
    long sum = 0;
    for (int place = 0; place < PLACES; place++) {
      sum += TIMES[place * LINE_LONGS + SPENT];
    }
    return sum;
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
    Sink.sampled = null;
    Watch.watched = null;
    for (int place = 0; place < Walk.places(); place++) {
      Walk.forget(place);
    }
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
