package com.example.baskets;

import java.util.HashMap;
import java.util.Map;

/** Articles that are bought together, counted anew each time. */
final class Neighbours {
  private static final int COUNTED = 1_400;
  private static final Integer[] ARTICLES = articles();

  private final boolean beginsSmall;

  /** Large enough, and emptied each time. */
  private final ThreadLocal<Map<Integer, Integer>> kept =
      ThreadLocal.withInitial(() -> new HashMap<>(2 * COUNTED));

  Neighbours(boolean beginsSmall) {
    this.beginsSmall = beginsSmall;
  }

  private static Integer[] articles() {
    Integer[] articles = new Integer[2 * COUNTED];
    for (int i = 0; i < articles.length; i++) {
      articles[i] = 31 * i;
    }
    return articles;
  }

  /** How many articles were bought together with this one. */
  int of(int article) {
    Map<Integer, Integer> counts = beginsSmall ? new HashMap<>() : kept.get();
    counts.clear();
    for (int i = 0; i < COUNTED; i++) {
      counts.put(ARTICLES[article % COUNTED + i], i);
    }
    return counts.size();
  }
}
