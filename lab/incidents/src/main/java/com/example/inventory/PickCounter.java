package com.example.inventory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Pieces picked, by article. */
abstract class PickCounter {
  final ConcurrentMap<String, Integer> pieces = new ConcurrentHashMap<>();

  abstract void picked(String article);

  long total() {
    return pieces.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** In one step. */
  static final class Merging extends PickCounter {
    @Override
    void picked(String article) {
      pieces.merge(article, 1, Integer::sum);
    }
  }

  /** In two steps, between which somebody else may count too. */
  static final class TwoSteps extends PickCounter {
    @Override
    void picked(String article) {
      Map<String, Integer> counts = pieces;
      if (!counts.containsKey(article)) {
        counts.put(article, 1);
      } else {
        Integer before = counts.get(article);
        counts.put(article, (before == null ? 0 : before) + 1);
      }
    }
  }
}
