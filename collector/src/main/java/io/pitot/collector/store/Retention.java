package io.pitot.collector.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How long what is kept.
 *
 * @param all services that are not named
 * @param ofService those that are, by name
 * @param disk what may let go of anything before its time
 */
public record Retention(Kept all, Map<String, Kept> ofService, DiskBudget disk) {
  public Retention {
    ofService = Map.copyOf(ofService);
  }

  /** The same for all services, and nothing packed. */
  public Retention(Duration windows, Duration history, DiskBudget disk) {
    this(new Kept(windows, windows, windows, history), Map.of(), disk);
  }

  /** How long the service's data is kept. */
  public Kept of(String service) {
    return ofService.getOrDefault(service, all);
  }

  /** How long the data of any service is kept. */
  Kept longest() {
    return ofService.values().stream().reduce(all, Kept::orLonger);
  }

  /**
   * Checks that a window may still be stored.
   *
   * @throws LateWindowException when it would go at once
   */
  void check(String service, long windowSeconds, Instant now) {
    Duration windows = of(service).windows();
    long cutoff = now.minus(windows).getEpochSecond();
    if (Partition.at(Table.RAW, windowSeconds).endSeconds() <= cutoff) {
      throw new LateWindowException(
          "the window of %s is older than the %s h that are kept"
              .formatted(Instant.ofEpochSecond(windowSeconds), windows.toHours()));
    }
  }
}
