package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up losses by reason and unit. Where the reasons are too many, the rest has one of its own.
 */
final class LossSum {
  private static final int MAX_KINDS = 1_000;
  private static final String OTHER = "other";

  private final Map<List<String>, Long> losses = new TreeMap<>(LossSum::compare);

  void add(List<Loss> more) {
    for (Loss loss : more) {
      List<String> kind = List.of(loss.reason(), loss.unit());
      if (losses.size() >= MAX_KINDS && !losses.containsKey(kind)) {
        kind = List.of(OTHER, OTHER);
      }
      losses.merge(kind, loss.count(), LossSum::plus);
    }
  }

  List<Loss> losses() {
    List<Loss> all = new ArrayList<>();
    losses.forEach((kind, count) -> all.add(new Loss(kind.get(0), count, kind.get(1))));
    return all;
  }

  /** Stops at the largest number: what is lost is an estimate at such sizes. */
  private static long plus(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static int compare(List<String> a, List<String> b) {
    int byReason = a.get(0).compareTo(b.get(0));
    return byReason != 0 ? byReason : a.get(1).compareTo(b.get(1));
  }
}
