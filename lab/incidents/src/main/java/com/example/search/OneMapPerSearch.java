package com.example.search;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts into a map that may be shared, although nobody does. */
final class OneMapPerSearch implements FacetCounter {
  @Override
  public Map<String, Integer> count(Iterable<Article> found) {
    Map<String, Integer> counts = new ConcurrentHashMap<>(16_384);
    for (Article article : found) {
      counts.merge(article.brand(), 1, Integer::sum);
      counts.merge(article.colour(), 1, Integer::sum);
      counts.merge(article.size(), 1, Integer::sum);
    }
    return counts;
  }
}
