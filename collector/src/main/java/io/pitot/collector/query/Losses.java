package io.pitot.collector.query;

import io.pitot.collector.store.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what windows miss, by reason and unit. */
final class Losses {
  private final Map<Kind, Long> counts = new TreeMap<>();

  private record Kind(String reason, String unit) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byReason = reason.compareTo(other.reason);
      return byReason != 0 ? byReason : unit.compareTo(other.unit);
    }
  }

  void add(List<Loss> losses) {
    for (Loss loss : losses) {
      counts.merge(new Kind(loss.reason(), loss.unit()), loss.count(), StackSums::plus);
    }
  }

  List<Loss> all() {
    List<Loss> all = new ArrayList<>();
    counts.forEach((kind, count) -> all.add(new Loss(kind.reason, count, kind.unit)));
    return all;
  }
}
