package com.example.catalog;

import com.example.load.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Loads the catalogues of all tenants when it starts, checks them, and keeps the last ones. */
public final class CatalogService implements Service {
  private static final int TENANTS = 800;
  private static final int KEPT = 4;
  private static final int ARTICLES = 70_000;
  private static final int ARTICLES_ON_A_PAGE = 50;

  private final List<CatalogIndex> kept = new ArrayList<>(KEPT);
  private final LongAdder loaded = new LongAdder();
  private final LongAdder missing = new LongAdder();

  public CatalogService(boolean faulty) {
    for (int tenant = 0; tenant < TENANTS; tenant++) {
      CatalogIndex index =
          faulty ? CatalogIndex.growing(ARTICLES) : CatalogIndex.presized(ARTICLES);
      loaded.add(index.size());
      if (tenant >= TENANTS - KEPT) {
        kept.add(index);
      }
    }
  }

  @Override
  public void handle(RandomGenerator random) {
    CatalogIndex index = kept.get(random.nextInt(KEPT));
    for (int i = 0; i < ARTICLES_ON_A_PAGE; i++) {
      if (index.name(random.nextInt(ARTICLES)) == null) {
        missing.increment();
      }
    }
  }

  @Override
  public String damage() {
    return loaded.sum() + " articles loaded, " + missing.sum() + " missing";
  }
}
