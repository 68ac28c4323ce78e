package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;

/**
 * How many series there are and what their labels take: bounded, and bounded again for one service
 * and for who sends them, so that none takes what others need.
 */
final class SeriesBounds {
  static final int MAX_SERIES = 200_000;
  static final int MAX_OF_SERVICE = MAX_SERIES / 4;

  /** In memory; a series of a usual JVM takes about a kilobyte. */
  static final long MAX_BYTES = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 6);

  private static final int BYTES_OF_SERIES = 400;
  private static final int BYTES_OF_LABEL = 100;

  private final Map<Integer, long[]> ofService = new HashMap<>();
  private final FairShares seriesShares = new FairShares();
  private final FairShares bytesShares = new FairShares();
  private long series;
  private long bytes;

  /** Whether another series would be too many, of all. */
  boolean isFull(Map<String, String> labels) {
    return series >= MAX_SERIES || bytes + bytesOf(labels) > MAX_BYTES;
  }

  /**
   * Checks that there may be another series.
   *
   * @param number of the service; 0 for a new one
   * @param origin who sends it
   */
  void check(String service, int number, Map<String, String> labels, String origin) {
    long[] of = ofService.getOrDefault(number, new long[2]);
    if (isFull(labels)) {
      throw new LimitExceededException(
          "there are %s series already, with %s MB of labels: give targets fewer different labels or keep data shorter"
              .formatted(series, bytes >> 20));
    }
    if (of[0] >= MAX_OF_SERVICE || of[1] + bytesOf(labels) > MAX_BYTES / 2) {
      throw new LimitExceededException(
          "service '%s' has %s series already, with %s MB of labels, and others need room, too: give its targets fewer different labels"
              .formatted(service, of[0], of[1] >> 20));
    }
    if (!seriesShares.isFair(origin, 1, MAX_SERIES - series)
        || !bytesShares.isFair(origin, bytesOf(labels), MAX_BYTES - bytes)) {
      throw new LimitExceededException(
          "%s series were new and came from %s, with %s MB of labels, and others need room, too: give targets fewer different labels"
              .formatted(seriesShares.taken(origin), origin, bytesShares.taken(origin) >> 20));
    }
  }

  void added(Series one) {
    count(one, 1);
  }

  void removed(Series one) {
    count(one, -1);
  }

  private void count(Series one, int sign) {
    long[] of = ofService.computeIfAbsent(one.service(), s -> new long[2]);
    long size = sign * bytesOf(one.labels());
    of[0] += sign;
    of[1] += size;
    seriesShares.took(one.origin(), sign);
    bytesShares.took(one.origin(), size);
    series += sign;
    bytes += size;
  }

  private static long bytesOf(Map<String, String> labels) {
    long size = BYTES_OF_SERIES;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      size += BYTES_OF_LABEL + label.getKey().length() + label.getValue().length();
    }
    return size;
  }
}
