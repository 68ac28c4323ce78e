package io.pitot.benchmarks.node;

import io.pitot.lab.shop.cart.Carts;
import io.pitot.lab.shop.catalog.Catalog;
import io.pitot.lab.shop.checkout.Checkout;
import io.pitot.lab.shop.checkout.PaymentDesk;
import io.pitot.lab.shop.checkout.Warehouse;
import io.pitot.lab.shop.pricing.PriceList;
import io.pitot.lab.shop.web.Storefront;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The lab's shop with requests at even distances, whether it keeps up or not: {@code SteadyShop
 * REQUESTS_PER_SECOND}. Prints how many it has served, ten times a second; ends with its standard
 * input.
 */
public final class SteadyShop {
  private static final int PRODUCTS = 1_000;
  private static final int VISITORS = 200;
  private static final int THREADS = 4;
  private static final long TELL_NANOS = 100_000_000;

  private SteadyShop() {}

  public static void main(String[] arguments) throws Exception {
    double requestsPerSecond = Double.parseDouble(arguments[0]);
    Catalog catalog = Catalog.of(PRODUCTS);
    PaymentDesk payments = new PaymentDesk();
    payments.open();
    Storefront storefront =
        new Storefront(
            catalog,
            new PriceList(catalog.products()),
            new Carts(),
            new Checkout(new Warehouse(), payments));
    LongAdder served = new LongAdder();
    daemon("arrivals", () -> arrive(storefront, requestsPerSecond, served));
    daemon("teller", () -> tell(served));
    while (System.in.read() >= 0) {}
    // The shop's clerks do not end.
    System.exit(0);
  }

  private static void arrive(Storefront storefront, double requestsPerSecond, LongAdder served) {
    ExecutorService requests =
        Executors.newFixedThreadPool(THREADS, work -> unstarted("request", work));
    long startNanos = System.nanoTime();
    for (long number = 0; ; number++) {
      sleepUntil(startNanos + (long) (number * 1e9 / requestsPerSecond));
      String visitor = "visitor-" + number % VISITORS;
      requests.execute(
          () -> {
            storefront.handle(visitor);
            served.increment();
          });
    }
  }

  private static void tell(LongAdder served) {
    for (long nextNanos = System.nanoTime(); ; nextNanos += TELL_NANOS) {
      sleepUntil(nextNanos);
      System.out.println("served " + System.currentTimeMillis() + " " + served.sum());
    }
  }

  private static void sleepUntil(long nanos) {
    for (long wait; (wait = nanos - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(wait);
    }
  }

  private static void daemon(String name, Runnable work) {
    unstarted(name, work).start();
  }

  private static Thread unstarted(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
