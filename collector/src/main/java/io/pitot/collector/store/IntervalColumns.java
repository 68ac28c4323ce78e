package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Columns of an {@link IntervalTable} while they grow. */
final class IntervalColumns {
  private final IntervalKind kind;
  private final long[][] columns;
  private final int[] sizes;
  private final List<String> strings = new ArrayList<>(List.of(""));
  private final Map<String, Integer> indices = new HashMap<>(Map.of("", 0));

  IntervalColumns(IntervalKind kind) {
    this.kind = kind;
    this.columns = new long[kind.columns()][8];
    this.sizes = new int[kind.columns()];
  }

  IntervalColumns add(int column, long entry) {
    if (sizes[column] == columns[column].length) {
      columns[column] = Arrays.copyOf(columns[column], sizes[column] * 2);
    }
    columns[column][sizes[column]++] = entry;
    return this;
  }

  IntervalColumns add(int column, String text) {
    return add(column, indices.computeIfAbsent(text, this::string));
  }

  private int string(String text) {
    strings.add(text);
    return strings.size() - 1;
  }

  IntervalTable table() {
    for (int column = 0; column < sizes.length; column++) {
      columns[column] = Arrays.copyOf(columns[column], sizes[column]);
    }
    return new IntervalTable(kind, List.copyOf(strings), columns);
  }
}
