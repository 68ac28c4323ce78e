package com.example.catalog;

import com.example.load.Service;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Loads the catalogue of a tenant who comes back: all of them after a start. */
public final class CatalogService implements Service {
  private static final int TENANTS = 4;
  private static final int ARTICLES = 70_000;

  private final boolean growing;
  private final AtomicReferenceArray<CatalogIndex> byTenant = new AtomicReferenceArray<>(TENANTS);
  private final LongAdder loaded = new LongAdder();

  public CatalogService(boolean faulty) {
    growing = faulty;
  }

  @Override
  public void handle(RandomGenerator random) {
    CatalogIndex index = growing ? CatalogIndex.growing(ARTICLES) : CatalogIndex.presized(ARTICLES);
    byTenant.set(random.nextInt(TENANTS), index);
    loaded.add(index.size());
  }

  @Override
  public String damage() {
    return loaded.sum() + " articles loaded";
  }
}
