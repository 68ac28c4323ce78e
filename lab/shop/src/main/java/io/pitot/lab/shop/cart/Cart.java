package io.pitot.lab.shop.cart;

import io.pitot.lab.shop.catalog.Product;
import java.util.LinkedHashMap;
import java.util.Map;

/** One visitor's cart; a visitor may have several requests at once. */
public final class Cart {
  private static final int MOST_LINES = 20;

  private final Map<Product, Integer> quantities = new LinkedHashMap<>();

  public synchronized void add(Product product) {
    if (quantities.size() < MOST_LINES || quantities.containsKey(product)) {
      quantities.merge(product, 1, Integer::sum);
    }
  }

  /** A copy: product and quantity. */
  public synchronized Map<Product, Integer> lines() {
    return new LinkedHashMap<>(quantities);
  }

  public synchronized void clear() {
    quantities.clear();
  }
}
