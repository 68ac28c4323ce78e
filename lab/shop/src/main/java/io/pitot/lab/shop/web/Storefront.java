package io.pitot.lab.shop.web;

import io.pitot.lab.shop.cart.Cart;
import io.pitot.lab.shop.cart.Carts;
import io.pitot.lab.shop.catalog.Catalog;
import io.pitot.lab.shop.catalog.Product;
import io.pitot.lab.shop.checkout.Checkout;
import io.pitot.lab.shop.pricing.PriceList;
import io.pitot.lab.shop.pricing.Quote;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Answers a request: a page of search results, the visitor's cart, now and then an order. */
public final class Storefront {
  private static final int PAGE_SIZE = 24;
  private static final int ORDERS_PERCENT = 20;

  private final Catalog catalog;
  private final PriceList prices;
  private final Carts carts;
  private final Checkout checkout;

  public Storefront(Catalog catalog, PriceList prices, Carts carts, Checkout checkout) {
    this.catalog = catalog;
    this.prices = prices;
    this.carts = carts;
    this.checkout = checkout;
  }

  /** Returns the page. */
  public String handle(String visitor) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Map<String, Long> centsBySku = prices.forRequest();
    List<Product> found = catalog.search(catalog.word(random.nextInt()), PAGE_SIZE);
    Cart cart = carts.of(visitor);
    if (!found.isEmpty()) {
      cart.add(found.get(random.nextInt(found.size())));
    }
    Quote quote = Quote.of(cart.lines(), centsBySku);
    String page = Page.render(visitor, found, quote, centsBySku);
    if (random.nextInt(100) < ORDERS_PERCENT) {
      checkout.order(visitor, quote);
      cart.clear();
    }
    return page;
  }
}
