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
}
