package io.pitot.collector.store;

import java.nio.ByteBuffer;

/**
 * What one series did in ten minutes, of one type: counts by stack and window, sums by stack and
 * minute. Each stack's number stands there once, whatever windows it is in.
 *
 * <pre>
 *   u8          format, 1
 *   u8          flags: bit 0 = the sums are the counts and are left out
 *   u32         dictionary: writer
 *   u32         dictionary: number
 *   varint      version: how many nodes of the dictionary must be known, the root included
 *   varint      windows with rows, a bit for each, the first in the lowest
 *   per window  varint total count, varint total sum
 *   varint      n: stacks
 *   varint      r: counts, one for each window of each stack
 *   varint      m: sums, one for each minute of each stack; 0 when they are left out
 *   n varints   stack, as the difference from the one before (the first from -1), minus 1
 *   n times     varint runs of windows minus 1, then of each varint windows passed over since the
 *               run before, varint windows minus 1
 *   r varints   count - 1, stack by stack
 *   m varints   sum, stack by stack
 * </pre>
 *
 * <p>Sums take most of a block, and those of a minute a sixth of those of its windows: that is what
 * is given up for a form that can be kept long. Totals are exact by window for both.
 */
final class PackedBlock {
  static final int FORMAT = 1;
  static final int SUMS_ARE_COUNTS = 1;

  /** The windows of ten minutes. */
  static final int WINDOWS = Level.TEN_MINUTES.windows();

  static final int WINDOWS_OF_MINUTE = 6;

  private static final long ALL_WINDOWS = (1L << WINDOWS) - 1;

  private final BlockReader in;
  private final boolean sumsAreCounts;
  private final DictionaryScope dictionary;
  private final int version;
  private final long windows;
  private final long[] count = new long[WINDOWS];
  private final long[] sum = new long[WINDOWS];

  private PackedBlock(int service, Partition dictionaries, ByteBuffer value) {
    in = new BlockReader("a packed block", value);
    in.format(FORMAT);
    sumsAreCounts = (in.u8() & SUMS_ARE_COUNTS) != 0;
    dictionary =
        new DictionaryScope(service, dictionaries, new DictionaryId(in.int32(), in.int32()));
    version = in.varint(RawBlock.MAX_DICTIONARY_NODES);
    windows = windows(in);
    for (long left = windows; left != 0; left &= left - 1) {
      int window = Long.numberOfTrailingZeros(left);
      count[window] = in.varint();
      sum[window] = in.varint();
    }
  }

  /** Reads the head of a block; the rows are read only if they are asked for. */
  static PackedBlock read(int service, Partition dictionaries, ByteBuffer value) {
    return new PackedBlock(service, dictionaries, value);
  }

  /** Reads which of sixty windows are meant. */
  static long windows(BlockReader in) {
    long windows = in.varint();
    if ((windows & ~ALL_WINDOWS) != 0) {
      throw in.corrupt("windows of ten minutes", Long.toHexString(windows));
    }
    return windows;
  }

  /** The windows of a minute, as bits. */
  static long ofMinute(int minute) {
    return ((1L << WINDOWS_OF_MINUTE) - 1) << (minute * WINDOWS_OF_MINUTE);
  }

  DictionaryScope dictionary() {
    return dictionary;
  }

  int version() {
    return version;
  }

  /** The windows that have rows, as bits. */
  long windows() {
    return windows;
  }

  /** All events of a window. */
  long count(int window) {
    return count[window];
  }

  /** The sum over all events of a window. */
  long sum(int window) {
    return sum[window];
  }

  /** The rows; once only. */
  PackedRows rows() {
    return PackedRows.read(in, dictionary, version, sumsAreCounts);
  }
}
