package com.example.search;

import com.example.load.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Finds articles and says how many there are of each brand, colour and size. */
public final class SearchService implements Service {
  private static final int ARTICLES = 5_000;
  private static final int PAGE = 120;

  private final List<Article> articles = new ArrayList<>();
  private final FacetCounter facets;
  private final LongAdder facetsShown = new LongAdder();

  public SearchService(boolean faulty) {
    facets = faulty ? new OneMapPerSearch() : new ReusedMap();
    for (int i = 0; i < ARTICLES; i++) {
      articles.add(new Article("brand-" + i % 97, "colour-" + i % 31, "size-" + i % 11));
    }
  }

  @Override
  public void handle(RandomGenerator random) {
    List<Article> found = new ArrayList<>(PAGE);
    for (int i = 0; i < PAGE; i++) {
      found.add(articles.get(random.nextInt(ARTICLES)));
    }
    Map<String, Integer> counts = facets.count(found);
    facetsShown.add(counts.size());
  }

  @Override
  public String damage() {
    return facetsShown.sum() + " facets shown";
  }
}
