package io.pitot.collector.store;

/**
 * Keys of {@link Table#HOURS} and {@link Table#TENS}: those of {@link RawKey}, with the span's
 * start in place of the window's.
 *
 * <pre>
 *   service  type  series   span  part       value
 *   0        0     service  span  0          nothing: the span of the service is sealed
 *   service  0     series   span  0          {@link SpanRecord}
 *   service  type  series   span  0, 1, ...  {@link RawBlock}: rows of one dictionary, at most a million
 *   service  type  series   span  65,535     {@link SpanTotals}
 * </pre>
 *
 * <p>Services and series are numbered from 1, so seals stand before everything else. In {@link
 * Table#RAW} and {@link Table#INTERVALS} the same key says that what the service had is gone.
 */
final class SpanKey {
  /** The part that holds totals. */
  static final int TOTALS = RawKey.MAX_PART;

  private static final int SEALS = 0;

  private SpanKey() {}

  static RawKey seal(ServiceSpan span) {
    return new RawKey(SEALS, RawKey.WINDOWS, span.service(), span.startSeconds(), 0);
  }

  static byte[] firstSeal() {
    return new RawKey(SEALS, 0, 0, 0, 0).toBytes();
  }

  static byte[] firstSealOf(int service) {
    return new RawKey(SEALS, RawKey.WINDOWS, service, 0, 0).toBytes();
  }

  static byte[] endOfSeals() {
    return new RawKey(SEALS + 1, 0, 0, 0, 0).toBytes();
  }
}
