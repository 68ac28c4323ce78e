package io.pitot.daemon.fold;

import io.pitot.daemon.fold.Window.Loss;
import io.pitot.daemon.fold.WindowText.Row;
import io.pitot.daemon.target.TargetIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Windows that a fold has handed on, summed up. */
final class FoldedWindows implements WindowSink {
  static final TargetIdentity TARGET = new TargetIdentity("host/1/2", new TreeMap<>());

  private final List<Window> windows = new ArrayList<>();

  @Override
  public void accept(Window window) {
    windows.add(window);
  }

  List<Window> windows() {
    return windows;
  }

  /** By collapsed stack, of one event type. */
  Map<String, Total> bySource(String source) {
    Map<String, Total> totals = new TreeMap<>();
    for (Window window : windows) {
      for (Row row : WindowText.rows(window)) {
        if (row.source().equals(source)) {
          totals.merge(row.stack(), new Total(row.count(), row.sum()), Total::plus);
        }
      }
    }
    return totals;
  }

  /** Frames by kind and method, of the stacks of one event type. */
  Map<String, Long> kindsBySource(String source) {
    Map<String, Long> frames = new TreeMap<>();
    for (Window window : windows) {
      for (Window.Rows rows : window.frameKinds()) {
        for (int row = 0; row < rows.node().length && rows.source().equals(source); row++) {
          frames.merge(WindowText.stack(window, rows.node()[row]), rows.count()[row], Long::sum);
        }
      }
    }
    return frames;
  }

  Set<String> sources() {
    Set<String> sources = new HashSet<>();
    windows.forEach(window -> window.rows().forEach(rows -> sources.add(rows.source())));
    return sources;
  }

  List<Loss> losses() {
    return windows.stream().flatMap(window -> window.losses().stream()).toList();
  }
}
