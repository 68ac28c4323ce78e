package io.pitot.lab.shop.pricing;

import io.pitot.lab.shop.catalog.Product;
import java.util.List;
import java.util.regex.Pattern;

/** Who buys more of some things pays less. */
final class Discounts {
  private record Rule(Pattern description, int fromQuantity, int percent) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(Pattern.compile(".*\\b(Bowl|Kettle)\\b.*Kitchen"), 2, 5),
          new Rule(Pattern.compile("(Oak|Bamboo) (Table|Chair|Shelf).*"), 4, 10),
          new Rule(Pattern.compile(".*Garden$"), 3, 7));

  private Discounts() {}

  static long cents(Product product, int quantity) {
    int percent = 0;
    for (Rule rule : RULES) {
      if (quantity >= rule.fromQuantity()
          && rule.description().matcher(product.description()).matches()) {
        percent = Math.max(percent, rule.percent());
      }
    }
    return product.listPriceCents() * quantity * percent / 100;
  }
}
