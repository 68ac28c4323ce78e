package io.pitot.benchmarks.node;

import com.sun.management.OperatingSystemMXBean;
import io.pitot.lab.shop.cart.Carts;
import io.pitot.lab.shop.catalog.Catalog;
import io.pitot.lab.shop.checkout.Checkout;
import io.pitot.lab.shop.checkout.PaymentDesk;
import io.pitot.lab.shop.checkout.Warehouse;
import io.pitot.lab.shop.pricing.PriceList;
import io.pitot.lab.shop.web.Storefront;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The lab's shop with visitors that never rest. For each line of its standard input, a number of
 * seconds, it prints what the requests of these seconds took: {@code served REQUESTS CPU_NANOS
 * P99_NANOS ALLOCATED_BYTES}. Ends with the input.
 */
public final class SaturatedShop {
  private static final int PRODUCTS = 1_000;
  private static final int VISITORS = 200;
  private static final int THREADS = 2;

  private SaturatedShop() {}

  public static void main(String[] arguments) throws Exception {
    Catalog catalog = Catalog.of(PRODUCTS);
    PaymentDesk payments = new PaymentDesk();
    payments.open();
    Storefront storefront =
        new Storefront(
            catalog,
            new PriceList(catalog.products()),
            new Carts(),
            new Checkout(new Warehouse(), payments));
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      visitors.add(new Visitor(storefront, i));
    }
    visitors.forEach(Thread::start);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(serve(visitors, Integer.parseInt(line)));
    }
    // The shop's clerks do not end.
    System.exit(0);
  }

  private static String serve(List<Visitor> visitors, int seconds) throws InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids = visitors.stream().mapToLong(Thread::getId).toArray();
    List<LatencyCounts> before = visitors.stream().map(Visitor::counts).toList();
    long allocatedBytes = -sum(threads.getThreadAllocatedBytes(ids));
    long cpuNanos = -system.getProcessCpuTime();
    TimeUnit.SECONDS.sleep(seconds);
    cpuNanos += system.getProcessCpuTime();
    allocatedBytes += sum(threads.getThreadAllocatedBytes(ids));
    LatencyCounts counts = new LatencyCounts();
    for (int i = 0; i < visitors.size(); i++) {
      counts.add(visitors.get(i).counts());
      counts.subtract(before.get(i));
    }
    return String.format(
        Locale.ROOT,
        "served %d %d %d %d",
        counts.total(),
        cpuNanos,
        counts.quantileNanos(0.99),
        allocatedBytes);
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum += value;
    }
    return sum;
  }

  private static final class Visitor extends Thread {
    private final Storefront storefront;
    private final LatencyCounts counts = new LatencyCounts();

    Visitor(Storefront storefront, int number) {
      super("visitor-" + number);
      this.storefront = storefront;
      setDaemon(true);
    }

    synchronized LatencyCounts counts() {
      return counts.copy();
    }

    @Override
    public void run() {
      for (int number = 0; ; number++) {
        long startNanos = System.nanoTime();
        storefront.handle("visitor-" + number % VISITORS);
        count(System.nanoTime() - startNanos);
      }
    }

    private synchronized void count(long nanos) {
      counts.count(nanos);
    }
  }
}
