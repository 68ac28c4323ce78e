package io.pitot.collector.store;

/**
 * Keys of {@link Table#HOURS}: those of {@link RawKey}, with the hour's start in place of the
 * window's.
 *
 * <pre>
 *   service  type  series   hour  part       value
 *   0        0     service  hour  0          nothing: the hour of the service is sealed
 *   service  0     series   hour  0          {@link HourRecord}
 *   service  type  series   hour  0, 1, ...  {@link RawBlock}: its rows, a million in each
 *   service  type  series   hour  65,535     {@link HourTotals}
 * </pre>
 *
 * <p>Services and series are numbered from 1, so seals stand before everything else.
 */
final class HourKey {
  /** The part that holds totals. */
  static final int TOTALS = RawKey.MAX_PART;

  private static final int SEALS = 0;

  private HourKey() {}

  static RawKey seal(ServiceHour hour) {
    return new RawKey(SEALS, RawKey.WINDOWS, hour.service(), hour.startSeconds(), 0);
  }

  static byte[] firstSeal() {
    return new RawKey(SEALS, 0, 0, 0, 0).toBytes();
  }

  static byte[] endOfSeals() {
    return new RawKey(SEALS + 1, 0, 0, 0, 0).toBytes();
  }
}
