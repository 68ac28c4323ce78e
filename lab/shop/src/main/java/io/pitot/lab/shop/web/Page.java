package io.pitot.lab.shop.web;

import io.pitot.lab.shop.catalog.Product;
import io.pitot.lab.shop.pricing.Quote;
import java.util.List;
import java.util.Map;

/** The page that a visitor sees. */
final class Page {
  private Page() {}

  static String render(
      String visitor, List<Product> found, Quote quote, Map<String, Long> centsBySku) {
    StringBuilder html =
        new StringBuilder("<h1>Hello ").append(escape(visitor)).append("</h1><ul>");
    for (Product product : found) {
      html.append("<li>")
          .append(escape(product.description()))
          .append(" <b>")
          .append(money(centsBySku.getOrDefault(product.sku(), 0L)))
          .append("</b></li>");
    }
    return html.append("</ul><p>Your cart: ")
        .append(money(quote.totalCents()))
        .append("</p>")
        .toString();
  }

  private static String money(long cents) {
    long rest = Math.floorMod(cents, 100);
    return cents / 100 + (rest < 10 ? ".0" : ".") + rest + " EUR";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
