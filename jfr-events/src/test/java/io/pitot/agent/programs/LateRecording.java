package io.pitot.agent.programs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/** Fills maps at its start, and is recorded only afterwards. */
public final class LateRecording {
  private static final int MAPS = 30;
  private static final int ENTRIES = 10_000;

  private LateRecording() {}

  public static void main(String[] arguments) throws InterruptedException {
    int entries = 0;
    for (int i = 0; i < MAPS; i++) {
      entries += fill().size();
    }
    System.out.println(entries + " entries");
    CountDownLatch told = new CountDownLatch(1);
    try (RecordingStream late = new RecordingStream()) {
      late.onEvent(
          "pitot.EarlyResizes",
          event -> {
            if (event.getString("stack").contains("LateRecording.fill(")) {
              System.out.println(text(event));
              told.countDown();
            }
          });
      late.startAsync();
      boolean unused = told.await(Told.LIMIT_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private static Map<Integer, Integer> fill() {
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < ENTRIES; i++) {
      map.put(i, i);
    }
    return map;
  }

  private static String text(RecordedEvent event) {
    boolean took =
        event.getDuration("resizeNanos").toNanos() > 0
            && event.getDuration("firstNanosAgo").compareTo(event.getDuration("lastNanosAgo")) > 0;
    return "%s: %d resizes up to %d, time %s"
        .formatted(
            event.getString("mapClass"),
            event.getLong("resizes"),
            event.getInt("newCapacity"),
            took ? "told" : "missing");
  }
}
