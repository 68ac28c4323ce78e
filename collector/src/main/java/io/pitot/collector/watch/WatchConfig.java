package io.pitot.collector.watch;

import java.time.Duration;

/**
 * When new releases are looked at.
 *
 * @param firstLook how much of a new release is there when it is first compared; zero never
 *     compares
 * @param poll how often it is seen whether a look is due
 * @param firstRetry the pause before a webhook is tried again; each further one is twice as long
 */
public record WatchConfig(Duration firstLook, Duration poll, Duration firstRetry) {
  /** What a person gets who sets nothing. */
  public static final WatchConfig DEFAULT =
      new WatchConfig(Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofSeconds(5));

  /** Then a fortieth of a processor is taken, as long as the poll is not shorter than the rest. */
  private static final int RESTS = 39;

  /** What takes less is to see that no look is due. */
  private static final Duration SHORTEST_LOOK = Duration.ofMillis(1);

  /**
   * The pause before the next service is looked at; no longer than the poll, so that none is put
   * off for good.
   *
   * @param worked what the last one took
   */
  Duration restAfter(Duration worked) {
    if (worked.compareTo(SHORTEST_LOOK) < 0) {
      return Duration.ZERO;
    }
    Duration rest = worked.multipliedBy(RESTS);
    return rest.compareTo(poll) < 0 ? rest : poll;
  }
}
