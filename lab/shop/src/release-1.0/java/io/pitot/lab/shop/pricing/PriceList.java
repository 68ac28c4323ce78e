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

  /** The prices by SKU, shared by all requests. */
  public Map<String, Long> forRequest() {
    return centsBySku;
  }
}
