package io.pitot.daemon.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Allocates much, says so, and goes on with little: in a thread, and where there is, a virtual one.
 * Another one begins with little.
 */
public final class Allocating {
  /** What each thread allocates before it says that it is ready. */
  static final long BEFORE_BYTES = 1L << 30;

  private static final int MEGABYTE = 1 << 20;

  @SuppressWarnings("UnusedVariable") // What is allocated must be seen to be kept.
  private static volatile Object sink = "";

  private Allocating() {}

  /**
   * Runs until it is killed.
   *
   * @param args none
   */
  public static void main(String[] args) throws Exception {
    List<Thread> threads = new ArrayList<>();
    boolean hasVirtual = Runtime.version().feature() >= 21;
    CountDownLatch isReady = new CountDownLatch(hasVirtual ? 3 : 2);
    Runnable work = () -> work(BEFORE_BYTES, isReady);
    threads.add(new Thread(work));
    threads.add(new Thread(() -> work(MEGABYTE, isReady)));
    if (hasVirtual) {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      threads.add((Thread) type.getMethod("unstarted", Runnable.class).invoke(builder, work));
    }
    threads.forEach(Thread::start);
    isReady.await();
    System.out.println("ready");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void work(long beforeBytes, CountDownLatch isReady) {
    for (long bytes = 0; bytes < beforeBytes; bytes += MEGABYTE) {
      sink = new byte[MEGABYTE];
    }
    isReady.countDown();
    while (true) {
      sink = new byte[MEGABYTE / 8];
      LockSupport.parkNanos(5_000_000);
    }
  }
}
