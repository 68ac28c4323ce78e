package io.pitot.cli.file;

import io.pitot.collector.tree.UnionTree;
import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file's events of a type by stack, in stretches of its time: windows, or several together, so
 * that a long recording has no more of them than a short one.
 */
final class Stretches implements WindowSink {
  private final String type;
  private final StackTree tree;
  private final long lengthMillis;
  private final Map<String, Source> bySource = new TreeMap<>();
  private final Map<String, Long> countByType = new TreeMap<>();
  private final Map<String, Long> losses = new TreeMap<>();
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis;

  /**
   * Nothing yet.
   *
   * @param lengthMillis of a stretch
   */
  Stretches(String type, StackTree tree, long lengthMillis) {
    this.type = type;
    this.tree = tree;
    this.lengthMillis = lengthMillis;
  }

  /** What came of one source: events and their sum by stack, by number of the stretch. */
  static final class Source {
    private final String name;
    private final String unit;
    private final Map<Long, Map<Integer, long[]>> byStretch = new TreeMap<>();
    private long events;

    private Source(String name, String unit) {
      this.name = name;
      this.unit = unit;
    }

    String name() {
      return name;
    }

    String unit() {
      return unit;
    }

    long events() {
      return events;
    }

    /** Takes the sums for those of so many events of equal weight. */
    void assume(long ofEvents) {
      double total = 0;
      for (Map<Integer, long[]> byNode : byStretch.values()) {
        total += byNode.values().stream().mapToDouble(values -> values[1]).sum();
      }
      events = 0;
      for (Map<Integer, long[]> byNode : byStretch.values()) {
        for (long[] values : byNode.values()) {
          values[0] = Math.max(1, Math.round(ofEvents * (values[1] / total)));
          events += values[0];
        }
      }
    }

    /** The stretches in the order of time, those without any event left out. */
    List<UnionTree.Column> columns() {
      return byStretch.values().stream().map(Source::column).toList();
    }

    private static UnionTree.Column column(Map<Integer, long[]> byNode) {
      int[] node = byNode.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
      UnionTree.Column column =
          new UnionTree.Column(node, new long[node.length], new long[node.length]);
      for (int i = 0; i < node.length; i++) {
        long[] values = byNode.getOrDefault(node[i], new long[2]);
        column.count()[i] = values[0];
        column.sum()[i] = values[1];
      }
      return column;
    }
  }

  @Override
  public void accept(Window window) {
    fromMillis = Math.min(fromMillis, window.startMillis());
    toMillis = Math.max(toMillis, window.startMillis() + window.lengthMillis());
    window
        .losses()
        .forEach(loss -> losses.merge(loss.reason() + " " + loss.unit(), loss.count(), Long::sum));
    int[] nodeHere = null;
    for (Window.Rows rows : window.rows()) {
      for (long count : rows.count()) {
        countByType.merge(rows.type(), count, Long::sum);
      }
      if (rows.type().equals(type)) {
        nodeHere = nodeHere == null ? tree.nodes(window) : nodeHere;
        add(rows, nodeHere, Math.floorDiv(window.startMillis(), lengthMillis));
      }
    }
  }

  /** The source with the most events first; empty without any event of the type. */
  List<Source> sources() {
    List<Source> sources = new ArrayList<>(bySource.values());
    sources.sort(Comparator.comparingLong((Source source) -> -source.events));
    return sources;
  }

  /** All types, also those that were not asked for. */
  Map<String, Long> countByType() {
    return countByType;
  }

  Map<String, Long> losses() {
    return losses;
  }

  long fromMillis() {
    return Math.min(fromMillis, toMillis);
  }

  long toMillis() {
    return toMillis;
  }

  private void add(Window.Rows rows, int[] nodeHere, long stretch) {
    Source source = bySource.computeIfAbsent(rows.source(), name -> new Source(name, rows.unit()));
    Map<Integer, long[]> byNode = source.byStretch.computeIfAbsent(stretch, s -> new HashMap<>());
    for (int row = 0; row < rows.node().length; row++) {
      long[] values = byNode.computeIfAbsent(nodeHere[rows.node()[row]], node -> new long[2]);
      values[0] += rows.count()[row];
      values[1] += rows.sum()[row];
      source.events += rows.count()[row];
    }
  }
}
