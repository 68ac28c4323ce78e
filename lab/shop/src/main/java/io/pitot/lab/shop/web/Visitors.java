package io.pitot.lab.shop.web;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A steady stream of requests that arrive independently of each other. */
public final class Visitors {
  private static final int REQUEST_THREADS = 4;
  private static final int VISITORS = 200;

  private final Storefront storefront;
  private final double requestsPerSecond;
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService requests =
      Executors.newFixedThreadPool(REQUEST_THREADS, this::requestThread);

  public Visitors(Storefront storefront, double requestsPerSecond) {
    this.storefront = storefront;
    this.requestsPerSecond = requestsPerSecond;
  }

  public void start() {
    Thread arrivals = new Thread(this::arrive, "arrivals");
    arrivals.setDaemon(true);
    arrivals.start();
  }

  private void arrive() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long nextNanos = System.nanoTime();
    while (true) {
      nextNanos += (long) (-Math.log(1 - random.nextDouble()) / requestsPerSecond * 1e9);
      for (long wait; (wait = nextNanos - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(wait);
      }
      String visitor = "visitor-" + random.nextInt(VISITORS);
      requests.execute(() -> storefront.handle(visitor));
    }
  }

  private Thread requestThread(Runnable work) {
    Thread thread = new Thread(work, "request-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
