package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which windows of an hour were received, and what they miss together: the {@link WindowRecord}s of
 * one series.
 *
 * <pre>
 *   u8        format, 1
 *   45 bytes  one bit for each window, the first in the lowest bit of the first byte
 *   varint    n: losses
 *   n times   text reason, varint count, text unit
 * </pre>
 */
record HourRecord(BitSet windows, List<Loss> losses) {
  private static final int FORMAT = 1;
  private static final int WINDOWS = (int) (ServiceHour.SECONDS / WindowRecord.LENGTH_SECONDS);
  private static final int MAP_BYTES = WINDOWS / Byte.SIZE;
  private static final int MAX_LOSSES = 1 << 16;

  byte[] toBytes() {
    BlockWriter out = new BlockWriter(64).u8(FORMAT);
    byte[] map = windows.toByteArray();
    for (int i = 0; i < MAP_BYTES; i++) {
      out.u8(i < map.length ? map[i] : 0);
    }
    out.varint(losses.size());
    for (Loss loss : losses) {
      out.text(loss.reason()).varint(loss.count()).text(loss.unit());
    }
    return out.toBytes();
  }

  static HourRecord read(ByteBuffer value) {
    BlockReader in = new BlockReader("the record of an hour", value);
    in.format(FORMAT);
    byte[] map = new byte[MAP_BYTES];
    for (int i = 0; i < MAP_BYTES; i++) {
      map[i] = (byte) in.u8();
    }
    int n = in.varint(MAX_LOSSES);
    List<Loss> losses = new ArrayList<>(Math.min(n, in.remaining()));
    for (int i = 0; i < n; i++) {
      losses.add(new Loss(in.text(), in.varint(), in.text()));
    }
    in.end();
    return new HourRecord(BitSet.valueOf(map), List.copyOf(losses));
  }

  /** Visits each window as if it had been stored by itself; the first has all losses. */
  boolean forEach(RawKey hour, ProfileStore.WindowVisitor visitor) {
    WindowRecord record = new WindowRecord(losses);
    for (int i = windows.nextSetBit(0); i >= 0; i = windows.nextSetBit(i + 1)) {
      long start = hour.windowSeconds() + (long) i * WindowRecord.LENGTH_SECONDS;
      RawKey key = new RawKey(hour.service(), hour.type(), hour.series(), start, 0);
      if (!visitor.window(key, record)) {
        return false;
      }
      record = WindowRecord.COMPLETE;
    }
    return true;
  }

  /** Adds up the records of an hour. */
  static final class Sum {
    private final BitSet windows = new BitSet();
    private final Map<List<String>, Long> losses = new TreeMap<>(Sum::compare);

    void add(long windowSeconds, WindowRecord record) {
      windows.set((int) (windowSeconds % ServiceHour.SECONDS) / WindowRecord.LENGTH_SECONDS);
      for (Loss loss : record.losses()) {
        losses.merge(List.of(loss.reason(), loss.unit()), loss.count(), Sum::plus);
      }
    }

    HourRecord record() {
      List<Loss> all = new ArrayList<>();
      losses.forEach((kind, count) -> all.add(new Loss(kind.get(0), count, kind.get(1))));
      return new HourRecord(windows, all);
    }

    /** Stops at the largest number: what is lost is an estimate at such sizes. */
    private static long plus(long a, long b) {
      long sum = a + b;
      return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static int compare(List<String> a, List<String> b) {
      int byReason = a.get(0).compareTo(b.get(0));
      return byReason != 0 ? byReason : a.get(1).compareTo(b.get(1));
    }
  }
}
