package com.example.load;

import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A steady stream of requests that arrive at a fixed rate, some at a time, whether or not earlier
 * ones are answered. A request's latency counts from its arrival, so that it includes the wait for
 * a thread.
 */
public final class Load {
  private static final int WAITING_AT_MOST = 1_000;

  private final Service service;
  private final Rate rate;
  private final long seed;
  private final AtomicInteger threads = new AtomicInteger();
  private final Latencies latencies = new Latencies();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final ThreadPoolExecutor pool;

  public Load(Service service, Rate rate, long seed) {
    this.service = service;
    this.rate = rate;
    this.seed = seed;
    this.pool =
        new ThreadPoolExecutor(
            rate.threads(),
            rate.threads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_AT_MOST),
            this::requestThread,
            (request, full) -> turnedAway.increment());
  }

  /** Sends requests until the time is up. */
  public void run(long seconds, Console console) {
    long startNanos = System.nanoTime();
    long endNanos = startNanos + TimeUnit.SECONDS.toNanos(seconds);
    long periodNanos = TimeUnit.SECONDS.toNanos(rate.burst()) / rate.requestsPerSecond();
    long nextNanos = startNanos;
    for (long number = 0; nextNanos < endNanos; ) {
      for (long wait; (wait = nextNanos - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(wait);
      }
      long arrivedNanos = nextNanos;
      for (int i = 0; i < rate.burst(); i++) {
        long request = number++;
        pool.execute(() -> answer(request, arrivedNanos));
      }
      nextNanos += periodNanos;
      if (console.isDue(nextNanos - startNanos)) {
        report(console);
      }
    }
    report(console);
  }

  private void answer(long request, long arrivedNanos) {
    try {
      service.handle(new SplittableRandom(seed * 1_000_003 + request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed.increment();
    }
    latencies.add(System.nanoTime() - arrivedNanos);
  }

  private void report(Console console) {
    console.print(
        latencies.take(), turnedAway.sumThenReset(), failed.sumThenReset(), service.damage());
  }

  private Thread requestThread(Runnable work) {
    Thread thread = new Thread(work, "request-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
