package io.pitot.lab.shop.checkout;

import io.pitot.lab.shop.pricing.Quote;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The stock: one reservation at a time, each a round trip to the warehouse's database. */
public final class Warehouse {
  private static final long ROUND_TRIP_MILLIS = 4;

  private final Map<String, Integer> reserved = new HashMap<>();

  synchronized void reserve(Quote quote) {
    for (Quote.Line line : quote.lines()) {
      reserved.merge(line.sku(), line.quantity(), Integer::sum);
    }
    roundTrip();
  }

  /** Stands for the database, which the shop does without. */
  private static void roundTrip() {
    try {
      TimeUnit.MILLISECONDS.sleep(ROUND_TRIP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
