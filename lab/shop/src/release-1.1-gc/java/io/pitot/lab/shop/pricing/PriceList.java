package io.pitot.lab.shop.pricing;

import io.pitot.lab.shop.catalog.Product;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What everything costs today. */
public final class PriceList {
  private static final int REQUESTS_TO_REMEMBER = 400;

  /** The prices that a request saw, on a page for each part of the catalog. */
  private record Seen(long[][] centsByPage) {}

  private final Map<String, Long> centsBySku = new ConcurrentHashMap<>();
  private final Deque<Seen> seen = new ArrayDeque<>();

  public PriceList(List<Product> products) {
    for (Product product : products) {
      centsBySku.put(product.sku(), product.listPriceCents());
    }
  }

  /** The prices by SKU, shared by all requests; what the last ones saw is kept for complaints. */
  public Map<String, Long> forRequest() {
    Seen now = remember();
    synchronized (seen) {
      seen.addLast(now);
      if (seen.size() > REQUESTS_TO_REMEMBER) {
        seen.removeFirst();
      }
    }
    return centsBySku;
  }

  private Seen remember() {
    long[][] centsByPage = new long[centsBySku.size()][];
    int page = 0;
    for (Long cents : centsBySku.values()) {
      centsByPage[page] = new long[6];
      centsByPage[page++][0] = cents;
    }
    return new Seen(centsByPage);
  }
}
