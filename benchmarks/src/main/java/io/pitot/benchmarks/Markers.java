package io.pitot.benchmarks;

import java.lang.reflect.Array;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A target whose waits can be told from each other on a page: each is for a monitor of a class of
 * its own, an array of one dimension more than before, and longer than the one before. Prints the
 * class and when the wait ended, in ms since the epoch.
 */
final class Markers {
  /** JVMs allow 255 dimensions. */
  private static final int MOST = 200;

  private static final int PAUSE_MILLIS = 1_500;

  private Markers() {}

  public static void main(String[] args) throws InterruptedException {
    for (int dimensions = 1; dimensions <= MOST; dimensions++) {
      Object lock = Array.newInstance(int.class, new int[dimensions]);
      waitFor(lock, 50 + 4 * dimensions);
      System.out.println(lock.getClass().getTypeName() + " " + System.currentTimeMillis());
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS));
    }
  }

  private static void waitFor(Object lock, int millis) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    Thread owner =
        new Thread(
            () -> {
              synchronized (lock) {
                held.countDown();
                sleep(millis);
              }
            });
    owner.start();
    held.await();
    synchronized (lock) {
      owner.join();
    }
  }

  private static void sleep(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
