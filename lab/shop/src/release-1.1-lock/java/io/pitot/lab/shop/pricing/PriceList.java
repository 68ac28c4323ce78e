package io.pitot.lab.shop.pricing;

import io.pitot.lab.shop.catalog.Product;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What everything costs at the moment. */
public final class PriceList {
  private static final long MOST_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long ROUND_TRIP_MILLIS = 40;

  private final Map<String, Long> centsBySku = new ConcurrentHashMap<>();
  private long fetchedNanos = System.nanoTime();

  public PriceList(List<Product> products) {
    for (Product product : products) {
      centsBySku.put(product.sku(), product.listPriceCents());
    }
  }

  /** The prices by SKU, fetched anew by the request that finds them too old. */
  public synchronized Map<String, Long> forRequest() {
    if (System.nanoTime() - fetchedNanos > MOST_AGE_NANOS) {
      fetch();
      fetchedNanos = System.nanoTime();
    }
    return centsBySku;
  }

  /** Stands for the service that sets the prices, which the shop does without. */
  private static void fetch() {
    try {
      TimeUnit.MILLISECONDS.sleep(ROUND_TRIP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
