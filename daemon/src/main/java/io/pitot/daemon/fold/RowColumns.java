package io.pitot.daemon.fold;

import java.util.Arrays;

/** The rows of one profile type while a {@link Window} is put together. */
final class RowColumns {
  private int[] nodes = new int[64];
  private long[] counts = new long[64];
  private long[] sums = new long[64];
  private int rows;

  /** Nodes come in ascending order. */
  void add(int node, long count, long sum) {
    if (rows == nodes.length) {
      nodes = Arrays.copyOf(nodes, rows * 2);
      counts = Arrays.copyOf(counts, rows * 2);
      sums = Arrays.copyOf(sums, rows * 2);
    }
    nodes[rows] = node;
    counts[rows] = count;
    sums[rows] = sum;
    rows++;
  }

  Window.Rows toRows(ProfileType type) {
    return toRows(type.typeName(), type.source(), type.unit());
  }

  Window.Rows toRows(String type, String source, String unit) {
    return new Window.Rows(
        type,
        source,
        unit,
        Arrays.copyOf(nodes, rows),
        Arrays.copyOf(counts, rows),
        Arrays.copyOf(sums, rows));
  }
}
