package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;

/**
 * Who took how much of something bounded, since the start: nobody takes more than he leaves to the
 * others. So one may take half of what there is, a second one half of the rest, and whoever comes
 * last finds some. What was taken before the start is nobody's, and so is what comes from nowhere.
 */
final class FairShares {
  private static final String NOBODY = "";

  private final Map<String, Long> takenBy = new HashMap<>();

  /**
   * Whether so much more may be taken.
   *
   * @param left of all, before it is taken
   */
  boolean isFair(String origin, long more, long left) {
    return origin.equals(NOBODY) || taken(origin) + more <= left - more;
  }

  long taken(String origin) {
    return takenBy.getOrDefault(origin, 0L);
  }

  /**
   * Notes what was taken.
   *
   * @param amount negative for what was given back
   */
  void took(String origin, long amount) {
    if (!origin.equals(NOBODY)) {
      takenBy.merge(origin, amount, (a, b) -> a + b == 0 ? null : Long.valueOf(a + b));
    }
  }
}
