package com.example.catalog;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tenant's articles by number. */
final class CatalogIndex {
  private final Map<Integer, String> names;

  private CatalogIndex(Map<Integer, String> names) {
    this.names = names;
  }

  /** Knows how many there will be. */
  static CatalogIndex presized(int articles) {
    return new CatalogIndex(new HashMap<>(2 * articles)).fill(articles);
  }

  /** Starts small and grows, over and over. */
  static CatalogIndex growing(int articles) {
    return new CatalogIndex(new HashMap<>()).fill(articles);
  }

  private CatalogIndex fill(int articles) {
    for (int number = 0; number < articles; number++) {
      names.put(number, "an article");
    }
    return this;
  }

  @Nullable String name(int number) {
    return names.get(number);
  }

  int size() {
    return names.size();
  }
}
