package io.pitot.lab.shop;

import io.pitot.lab.shop.cart.Carts;
import io.pitot.lab.shop.catalog.Catalog;
import io.pitot.lab.shop.checkout.Checkout;
import io.pitot.lab.shop.checkout.PaymentDesk;
import io.pitot.lab.shop.checkout.Warehouse;
import io.pitot.lab.shop.pricing.PriceList;
import io.pitot.lab.shop.web.Storefront;
import io.pitot.lab.shop.web.Visitors;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code java -jar shop.jar [REQUESTS_PER_SECOND [SECONDS]]}: serves its own visitors until the
 * process that started it ends, at most for SECONDS.
 */
public final class Shop {
  private static final int PRODUCTS = 1_000;

  private Shop() {}

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    double requestsPerSecond = args.length > 0 ? Double.parseDouble(args[0]) : 80;
    long seconds = args.length > 1 ? Long.parseLong(args[1]) : 3_600;

    Catalog catalog = Catalog.of(PRODUCTS);
    PaymentDesk payments = new PaymentDesk();
    Storefront storefront =
        new Storefront(
            catalog,
            new PriceList(catalog.products()),
            new Carts(),
            new Checkout(new Warehouse(), payments));

    payments.open();
    new Visitors(storefront, requestsPerSecond).start();
    awaitEndOfParent(seconds);
    // Everything runs on daemon threads: the end of main is the end of the shop.
  }

  private static void awaitEndOfParent(long seconds)
      throws InterruptedException, ExecutionException {
    ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
    if (parent == null) {
      TimeUnit.SECONDS.sleep(seconds);
      return;
    }
    try {
      parent.onExit().get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // The time is up, which is the other way to end.
    }
  }
}
