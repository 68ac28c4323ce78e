package io.pitot.daemon.tail;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The targets that somebody looks at, each until a moment. For any number of threads. */
public final class LiveViews {
  public static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_TARGETS = 64;

  private final Map<String, Long> untilNanosByTarget = new ConcurrentHashMap<>();

  /**
   * Somebody looks at the target from now on, for this long at most.
   *
   * @return whether it is shown; not when too many are
   */
  public boolean show(String targetId, Duration time) {
    long nowNanos = System.nanoTime();
    untilNanosByTarget.values().removeIf(until -> until - nowNanos < 0);
    if (untilNanosByTarget.size() >= MOST_TARGETS && !untilNanosByTarget.containsKey(targetId)) {
      return false;
    }
    long until = nowNanos + Math.min(time.toNanos(), LONGEST.toNanos());
    untilNanosByTarget.merge(targetId, until, (a, b) -> a - b > 0 ? a : b);
    return true;
  }

  public boolean isShown(String targetId) {
    Long untilNanos = untilNanosByTarget.get(targetId);
    return untilNanos != null && System.nanoTime() - untilNanos < 0;
  }

  /** How many are looked at. */
  public int shown() {
    long nowNanos = System.nanoTime();
    return (int) untilNanosByTarget.values().stream().filter(until -> nowNanos - until < 0).count();
  }
}
