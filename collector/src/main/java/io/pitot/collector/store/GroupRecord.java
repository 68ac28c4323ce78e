package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which series a service had in a span, how long each was watched, and in which groups they are
 * summed up. A group says nothing of labels: a query may use it when it asks for all of its
 * members.
 *
 * <pre>
 *   u8          format, 1
 *   varint      n: series
 *   n varints   number of the series, as the difference from the one before, minus 1
 *   n varints   group; 0 for a series that is in none
 *   n varints   windows received
 *   n varints   the first of them, counted from the start of the span
 *   n varints   the last
 *   varint      g: groups
 *   g times     losses of its members, as {@link Loss} draws them
 *   varint      t: types
 *   t times     varint type, ceil(n / 8) bytes: which series have it, g varints: parts of its sums
 * </pre>
 *
 * <p>The arrays belong to the record and are not changed.
 */
record GroupRecord(
    int[] series,
    int[] group,
    int[] windows,
    int[] first,
    int[] last,
    List<List<Loss>> losses,
    Map<Integer, Type> types) {
  static final int MAX_GROUPS = 16;

  private static final int FORMAT = 1;
  private static final int MAX_SERIES = SeriesBounds.MAX_SERIES;
  private static final int WINDOWS = Level.HOUR.windows();

  /**
   * What a type has in the span.
   *
   * @param series by place in the record
   * @param parts of the sums of each group
   */
  record Type(BitSet series, int[] parts) {}

  int groups() {
    return losses.size();
  }

  byte[] toBytes() {
    BlockWriter out = new BlockWriter(64 + series.length * 8).u8(FORMAT).varint(series.length);
    int before = -1;
    for (int one : series) {
      out.varint(one - before - 1);
      before = one;
    }
    for (int[] column : List.of(group, windows, first, last)) {
      for (int value : column) {
        out.varint(value);
      }
    }
    out.varint(groups());
    for (List<Loss> ofGroup : losses) {
      Loss.write(ofGroup, out);
    }
    out.varint(types.size());
    types.forEach(
        (type, has) -> {
          out.varint(type);
          byte[] map = has.series.toByteArray();
          for (int i = 0; i < mapBytes(series.length); i++) {
            out.u8(i < map.length ? map[i] : 0);
          }
          for (int parts : has.parts) {
            out.varint(parts);
          }
        });
    return out.toBytes();
  }

  static GroupRecord read(ByteBuffer value) {
    BlockReader in = new BlockReader("the record of a span's groups", value);
    in.format(FORMAT);
    int[] series = new int[in.varint(Math.min(MAX_SERIES, in.remaining()))];
    int before = -1;
    for (int i = 0; i < series.length; i++) {
      before += 1 + in.varint(Integer.MAX_VALUE - before - 2);
      series[i] = before;
    }
    int[] group = column(in, series.length, MAX_GROUPS);
    int[] windows = column(in, series.length, WINDOWS);
    int[] first = column(in, series.length, WINDOWS - 1);
    int[] last = column(in, series.length, WINDOWS - 1);
    int groups = in.varint(MAX_GROUPS);
    List<List<Loss>> losses = new ArrayList<>(groups);
    for (int i = 0; i < groups; i++) {
      losses.add(Loss.read(in));
    }
    Map<Integer, Type> types = new TreeMap<>();
    for (int left = in.varint(Catalog.MAX_TYPES); left > 0; left--) {
      int type = in.varint(Integer.MAX_VALUE);
      byte[] map = new byte[mapBytes(series.length)];
      for (int i = 0; i < map.length; i++) {
        map[i] = (byte) in.u8();
      }
      types.put(type, new Type(BitSet.valueOf(map), column(in, groups, RawKey.MAX_PART)));
    }
    in.end();
    for (int one : group) {
      if (one > groups) {
        throw in.corrupt("a group up to " + groups, one);
      }
    }
    return new GroupRecord(series, group, windows, first, last, losses, types);
  }

  private static int[] column(BlockReader in, int size, int max) {
    int[] column = new int[size];
    for (int i = 0; i < size; i++) {
      column[i] = in.varint(max);
    }
    return column;
  }

  private static int mapBytes(int series) {
    return (series + Byte.SIZE - 1) / Byte.SIZE;
  }
}
