package io.pitot.lab.shop.pricing;

import io.pitot.lab.shop.catalog.Product;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What everything costs today. */
public final class PriceList {
  private final Map<String, Long> centsBySku = new ConcurrentHashMap<>();

  public PriceList(List<Product> products) {
    for (Product product : products) {
      centsBySku.put(product.sku(), product.listPriceCents());
    }
  }

  /** The prices by SKU, as they are now: a request sees one state of them however long it runs. */
  public Map<String, Long> forRequest() {
    return new ConcurrentHashMap<>(centsBySku);
  }
}
