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

  boolean holds(long windowSeconds) {
    return windowSeconds >= fromSeconds && windowSeconds < toSeconds;
  }

  byte[] firstKey() {
    return new RawKey(service, type, firstSeries, Math.max(0, fromSeconds), 0).toBytes();
  }

  byte[] endKey() {
    return new RawKey(service, type, lastSeries + 1, 0, 0).toBytes();
  }
}
