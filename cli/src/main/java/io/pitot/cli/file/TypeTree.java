package io.pitot.cli.file;

import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Adds the windows of one profile type up to a tree, and counts what else there is. */
final class TypeTree implements WindowSink {
  private final String type;

  /** By source: rows of two are never added up. */
  private final Map<String, Sum> bySource = new TreeMap<>();

  private final Map<String, TreeBuilder> kindsBySource = new HashMap<>();
  private final Map<String, Long> countByType = new TreeMap<>();
  private final Map<String, Long> losses = new TreeMap<>();
  private long windows;
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis;

  /** What came of one source. */
  static final class Sum {
    private final String source;
    private final String unit;
    private final TreeBuilder tree = new TreeBuilder();
    private long count;

    private Sum(String source, String unit) {
      this.source = source;
      this.unit = unit;
    }

    String source() {
      return source;
    }

    String unit() {
      return unit;
    }

    TreeBuilder tree() {
      return tree;
    }

    long count() {
      return count;
    }
  }

  TypeTree(String type) {
    this.type = type;
  }

  @Override
  public void accept(Window window) {
    windows++;
    fromMillis = Math.min(fromMillis, window.startMillis());
    toMillis = Math.max(toMillis, window.startMillis() + window.lengthMillis());
    window
        .losses()
        .forEach(loss -> losses.merge(loss.reason() + " " + loss.unit(), loss.count(), Long::sum));
    for (Window.Rows rows : window.rows()) {
      if (rows.type().equals(type)) {
        add(window, rows);
      }
      for (long count : rows.count()) {
        countByType.merge(rows.type(), count, Long::sum);
      }
    }
    for (Window.Rows kinds : window.frameKinds()) {
      if (kinds.type().equals(type)) {
        add(window, kinds, kindsBySource.computeIfAbsent(kinds.source(), s -> new TreeBuilder()));
      }
    }
  }

  /** The source with most events first. */
  List<Sum> sums() {
    return bySource.values().stream()
        .sorted((a, b) -> Long.compare(b.count, a.count))
        .collect(Collectors.toList());
  }

  /** How the frames of a source ran: kinds as children of the root, methods below them. */
  ProfileTree kinds(Sum sum) {
    return kindsBySource.getOrDefault(sum.source, new TreeBuilder()).build();
  }

  /** All types, also those that were not asked for. */
  Map<String, Long> countByType() {
    return countByType;
  }

  Map<String, Long> losses() {
    return losses;
  }

  long windows() {
    return windows;
  }

  long fromMillis() {
    return windows == 0 ? 0 : fromMillis;
  }

  long toMillis() {
    return toMillis;
  }

  private void add(Window window, Window.Rows rows) {
    Sum sum = bySource.computeIfAbsent(rows.source(), source -> new Sum(source, rows.unit()));
    add(window, rows, sum.tree);
    sum.count += Arrays.stream(rows.count()).sum();
  }

  private static void add(Window window, Window.Rows rows, TreeBuilder tree) {
    int[] nodeHere = nodes(window, rows, tree);
    for (int row = 0; row < rows.node().length; row++) {
      tree.add(nodeHere[rows.node()[row]], rows.count()[row], rows.sum()[row]);
    }
  }

  /** The tree's nodes for those of the window that the rows need. */
  private static int[] nodes(Window window, Window.Rows rows, TreeBuilder tree) {
    int[] parent = window.nodeParent();
    boolean[] used = new boolean[parent.length + 1];
    for (int node : rows.node()) {
      used[node] = true;
    }
    for (int node = parent.length; node > 0; node--) {
      used[parent[node - 1]] |= used[node];
    }
    int[] here = new int[used.length];
    for (int node = 1; node < used.length; node++) {
      if (used[node]) {
        String frame = window.frames().get(window.nodeFrame()[node - 1]);
        here[node] = tree.child(here[parent[node - 1]], tree.frame(frame));
      }
    }
    return here;
  }
}
