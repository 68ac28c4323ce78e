package io.pitot.daemon.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps windows as a store does: by target, window and part. */
final class WindowLog implements WindowSink {
  static final List<String> SOURCES =
      List.of(
          "jdk.ExecutionSample",
          "jdk.CPUTimeSample",
          "jdk.ObjectAllocationSample",
          "jdk.JavaMonitorEnter",
          "jdk.ThreadPark");

  private final Map<String, Window> windows = new TreeMap<>();
  private int repeated;

  @Override
  public synchronized void accept(Window window) {
    String key = window.target().id() + " " + window.startMillis() + " part " + window.part();
    Window before = windows.put(key, window);
    if (before != null) {
      repeated++;
      assertEquals(text(before), text(window), "the same window again, but another: " + key);
    }
  }

  synchronized int size() {
    return windows.size();
  }

  /** Without further parts of the same. */
  synchronized int windows() {
    return partsByStart().size();
  }

  /** Of the window that came in the most. */
  synchronized int mostParts() {
    return partsByStart().values().stream().mapToInt(parts -> parts).max().orElse(0);
  }

  private Map<Long, Integer> partsByStart() {
    Map<Long, Integer> parts = new TreeMap<>();
    windows.values().forEach(window -> parts.merge(window.startMillis(), 1, Integer::sum));
    return parts;
  }

  synchronized int repeated() {
    return repeated;
  }

  /** Events by type. */
  synchronized Map<String, Long> countEvents() {
    Map<String, Long> counts = new TreeMap<>();
    for (Window window : windows.values()) {
      for (Window.Rows rows : window.rows()) {
        counts.merge(rows.source(), Arrays.stream(rows.count()).sum(), Long::sum);
      }
    }
    return counts;
  }

  /** Losses of whole chunks by reason. */
  synchronized Map<String, Long> lostChunks() {
    Map<String, Long> losses = new TreeMap<>();
    for (Window window : windows.values()) {
      for (Window.Loss loss : window.losses()) {
        if (loss.unit().equals("chunks")) {
          losses.merge(loss.reason(), loss.count(), Long::sum);
        }
      }
    }
    return losses;
  }

  private static String text(Window window) {
    StringBuilder text = new StringBuilder(window.frames().toString());
    text.append(Arrays.toString(window.nodeParent())).append(Arrays.toString(window.nodeFrame()));
    for (Window.Rows rows : window.rows()) {
      text.append('\n').append(rows.source()).append(Arrays.toString(rows.node()));
      text.append(Arrays.toString(rows.count())).append(Arrays.toString(rows.sum()));
    }
    return text.append(window.losses()).toString();
  }
}
