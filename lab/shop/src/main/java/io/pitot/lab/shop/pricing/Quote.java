package io.pitot.lab.shop.pricing;

import io.pitot.lab.shop.catalog.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a cart costs at the prices of this request. */
public record Quote(List<Line> lines, long totalCents) {
  /** One product of the cart. */
  public record Line(String sku, int quantity, long cents) {}

  public static Quote of(Map<Product, Integer> cart, Map<String, Long> centsBySku) {
    List<Line> lines = new ArrayList<>();
    long totalCents = 0;
    for (Map.Entry<Product, Integer> entry : cart.entrySet()) {
      Product product = entry.getKey();
      int quantity = entry.getValue();
      long cents =
          quantity * centsBySku.getOrDefault(product.sku(), product.listPriceCents())
              - Discounts.cents(product, quantity);
      lines.add(new Line(product.sku(), quantity, cents));
      totalCents += cents;
    }
    return new Quote(lines, totalCents);
  }
}
