package io.pitot.daemon.importing;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/** What a file becomes, as text. */
final class ReadWindows implements WindowSink {
  static final long TIME_MILLIS = 1_700_000_005_000L;

  private static final TargetIdentity TARGET = new TargetIdentity("import/1", new TreeMap<>());

  private final List<Window> windows = new ArrayList<>();
  private final SourceReport report;

  private ReadWindows(InputFile file) throws IOException {
    report =
        ProfileSource.of(file, ValueMeaning.CPU_SAMPLES)
            .read(TARGET, TIME_MILLIS, this, ReadProgress.NONE);
  }

  static ReadWindows of(Path path, Path scratch) throws IOException {
    return of(path, scratch, InputLimits.DEFAULT);
  }

  static ReadWindows of(Path path, Path scratch, InputLimits limits) throws IOException {
    try (InputFile file = InputFile.open(path, scratch, limits, ReadProgress.NONE)) {
      return new ReadWindows(file);
    }
  }

  @Override
  public void accept(Window window) {
    windows.add(window);
  }

  List<Window> windows() {
    return windows;
  }

  SourceReport report() {
    return report;
  }

  /** A line for each row: type, unit, count, sum, stack; sorted. */
  List<String> rows() {
    List<String> lines = new ArrayList<>();
    for (Window window : windows) {
      for (Window.Rows rows : window.rows()) {
        for (int row = 0; row < rows.node().length; row++) {
          lines.add(
              "%s %s %d %d %s"
                  .formatted(
                      rows.type(),
                      rows.unit(),
                      rows.count()[row],
                      rows.sum()[row],
                      stack(window, rows.node()[row])));
        }
      }
    }
    lines.sort(null);
    return lines;
  }

  long count() {
    long count = 0;
    for (Window window : windows) {
      for (Window.Rows rows : window.rows()) {
        for (long each : rows.count()) {
          count += each;
        }
      }
    }
    return count;
  }

  private static String stack(Window window, int node) {
    Deque<String> frames = new ArrayDeque<>();
    for (int at = node; at > 0; at = window.nodeParent()[at - 1]) {
      frames.addFirst(window.frames().get(window.nodeFrame()[at - 1]));
    }
    return String.join(";", frames);
  }
}
