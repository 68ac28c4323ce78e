package io.pitot.daemon.importing;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowSink;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what goes by. */
final class KeptTotals implements WindowSink {
  private final WindowSink next;
  private final Map<String, KeptType> types = new TreeMap<>();
  private final Map<String, Long> losses = new TreeMap<>();
  private long windows;
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis = Long.MIN_VALUE;

  KeptTotals(WindowSink next) {
    this.next = next;
  }

  @Override
  public void accept(Window window) {
    windows++;
    fromMillis = Math.min(fromMillis, window.startMillis());
    toMillis = Math.max(toMillis, window.startMillis() + window.lengthMillis());
    for (Window.Rows rows : window.rows()) {
      KeptType added =
          new KeptType(rows.type(), rows.source(), rows.unit(), sum(rows.count()), sum(rows.sum()));
      types.merge(rows.type() + '\0' + rows.source(), added, KeptType::plus);
    }
    for (Window.Loss loss : window.losses()) {
      losses.merge(loss.reason() + " " + loss.unit(), loss.count(), Long::sum);
    }
    next.accept(window);
  }

  ImportedFile.Kept kept() {
    boolean isEmpty = windows == 0;
    return new ImportedFile.Kept(
        java.util.List.copyOf(types.values()),
        losses,
        windows,
        isEmpty ? 0 : fromMillis,
        isEmpty ? 0 : toMillis);
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }
}
