package com.example.search;

import java.util.HashMap;
import java.util.Map;

/** Counts into a map that the thread keeps. */
final class ReusedMap implements FacetCounter {
  private final ThreadLocal<Map<String, Integer>> reused = ThreadLocal.withInitial(HashMap::new);

  @Override
  public Map<String, Integer> count(Iterable<Article> found) {
    Map<String, Integer> counts = reused.get();
    counts.clear();
    for (Article article : found) {
      counts.merge(article.brand(), 1, Integer::sum);
      counts.merge(article.colour(), 1, Integer::sum);
      counts.merge(article.size(), 1, Integer::sum);
    }
    return counts;
  }
}
