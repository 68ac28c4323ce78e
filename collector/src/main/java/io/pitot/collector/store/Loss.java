package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that happened and is not in the rows. A list of them is stored as a varint, then of
 * each text reason, varint count, text unit.
 *
 * @param reason a stable word, such as {@code jfr_data_lost}
 * @param unit {@code events}, {@code bytes}, {@code chunks} or {@code batches}
 */
public record Loss(String reason, long count, String unit) {
  private static final int MAX_LOSSES = 1 << 16;

  static void write(List<Loss> losses, BlockWriter out) {
    out.varint(losses.size());
    for (Loss loss : losses) {
      out.text(loss.reason).varint(loss.count).text(loss.unit);
    }
  }

  static List<Loss> read(BlockReader in) {
    int n = in.varint(MAX_LOSSES);
    List<Loss> losses = new ArrayList<>(Math.min(n, in.remaining()));
    for (int i = 0; i < n; i++) {
      losses.add(new Loss(in.text(), in.varint(), in.text()));
    }
    return List.copyOf(losses);
  }
}
