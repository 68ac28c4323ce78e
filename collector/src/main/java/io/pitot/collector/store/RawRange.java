package io.pitot.collector.store;

/**
 * Which raw entries a scan visits.
 *
 * @param type a number of the catalog, or {@link RawKey#WINDOWS}
 * @param lastSeries inclusive
 * @param fromSeconds windows that start here or later, in seconds since the epoch
 * @param toSeconds windows that start before
 */
public record RawRange(
    int service, int type, int firstSeries, int lastSeries, long fromSeconds, long toSeconds) {
  /** The last second that a key can hold. */
  private static final long MAX_SECONDS = 0xFFFF_FFFFL;

  /** All that a service has in some time, of any type. */
  public static RawRange ofService(int service, long fromSeconds, long toSeconds) {
    return new RawRange(service, RawKey.WINDOWS, 0, Integer.MAX_VALUE - 1, fromSeconds, toSeconds);
  }

  /** The same of other series and another time. */
  RawRange with(int first, int last, long from, long to) {
    return new RawRange(service, type, first, last, from, to);
  }

  /** The same of another type. */
  RawRange of(int other) {
    return new RawRange(service, other, firstSeries, lastSeries, fromSeconds, toSeconds);
  }

  boolean holds(long windowSeconds) {
    return windowSeconds >= fromSeconds && windowSeconds < toSeconds;
  }

  /** Where its entries lie; between them lie those of other times when it has several series. */
  KeyRange keys() {
    return new KeyRange(firstKey(), endKey());
  }

  byte[] firstKey() {
    return new RawKey(service, type, firstSeries, Math.max(0, fromSeconds), 0).toBytes();
  }

  byte[] endKey() {
    return firstSeries == lastSeries && toSeconds <= MAX_SECONDS
        ? new RawKey(service, type, lastSeries, Math.max(0, toSeconds), 0).toBytes()
        : new RawKey(service, type, lastSeries + 1, 0, 0).toBytes();
  }
}
