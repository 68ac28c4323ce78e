package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.List;

/** What a check finds wrong, a line each: the first of all are kept, and all are counted. */
final class Problems {
  static final int MOST = 100;

  private final List<String> lines = new ArrayList<>();
  private long count;

  void add(Partition partition, String text) {
    count++;
    if (lines.size() < MOST) {
      lines.add(partition.label() + ": " + text);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  long count() {
    return count;
  }
}
