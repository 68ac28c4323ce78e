package io.pitot.lab.shop.pricing;

import io.pitot.lab.shop.catalog.Product;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What everything costs today. */
public final class PriceList {
  private final Map<String, Long> centsBySku = new ConcurrentHashMap<>();
  private volatile long checksum;

  public PriceList(List<Product> products) {
    for (Product product : products) {
      centsBySku.put(product.sku(), product.listPriceCents());
    }
    checksum = checksum();
  }

  /** The prices by SKU, shared by all requests, which make sure that nobody has changed them. */
  public Map<String, Long> forRequest() {
    if (checksum() != checksum) {
      throw new IllegalStateException("a price has changed during the day");
    }
    return centsBySku;
  }

  private long checksum() {
    long sum = 0;
    for (Map.Entry<String, Long> price : centsBySku.entrySet()) {
      long line = price.getValue();
      for (int i = 0; i < price.getKey().length(); i++) {
        line = Long.rotateLeft(line * 0x9E3779B97F4A7C15L, 31) ^ price.getKey().charAt(i);
      }
      sum += line;
    }
    return sum;
  }
}
