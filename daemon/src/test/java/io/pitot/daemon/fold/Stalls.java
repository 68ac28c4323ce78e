package io.pitot.daemon.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits of every kind, each by threads whose class says which, while the JVM stops again and again
 * for a collection. Ends after so many of them. No two threads have the same name.
 */
public final class Stalls {
  private static final long HOLD_NANOS = 4_000_000;
  private static final Object MONITOR = new Object();
  private static final List<Object> HEAP = new ArrayList<>();
  private static final AtomicInteger STARTED = new AtomicInteger();
  private static volatile boolean ended;

  private Stalls() {}

  /** The first argument is how many collections it asks for. */
  public static void main(String[] args) throws Exception {
    for (int i = 0; i < 500_000; i++) {
      HEAP.add(new Object[2]);
    }
    ReentrantLock lock = new ReentrantLock();
    BlockingQueue<String> connections = new ArrayBlockingQueue<>(1);
    connections.add("connection");
    BlockingQueue<Integer> orders = new ArrayBlockingQueue<>(10);
    Semaphore permits = new Semaphore(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.add(start(new AtMonitor()));
      threads.add(start(new AtLock(lock)));
      threads.add(start(new AtPool(connections)));
      threads.add(start(new AtSemaphore(permits)));
    }
    threads.add(start(new AtQueue(orders)));
    threads.add(start(new Sleeper()));
    ExecutorService executor = Executors.newFixedThreadPool(1);
    System.out.println("ready");
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      System.gc();
      executor.submit(new Task()).get();
      orders.put(1);
      LockSupport.parkNanos(HOLD_NANOS * 5);
    }
    ended = true;
    orders.put(1);
    for (Thread thread : threads) {
      thread.join();
    }
    executor.shutdown();
    if (HEAP.isEmpty()) {
      throw new AssertionError();
    }
  }

  private static Thread start(Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              while (!ended) {
                step.run();
                LockSupport.parkNanos(10_000);
              }
            },
            step.getClass().getSimpleName() + "-" + STARTED.incrementAndGet());
    thread.start();
    return thread;
  }

  private static void hold() {
    long end = System.nanoTime() + HOLD_NANOS;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  static final class Task implements Runnable {
    @Override
    public void run() {
      hold();
    }
  }

  static final class AtMonitor implements Runnable {
    @Override
    public void run() {
      synchronized (MONITOR) {
        hold();
      }
    }
  }

  static final class AtLock implements Runnable {
    private final ReentrantLock lock;

    AtLock(ReentrantLock lock) {
      this.lock = lock;
    }

    @Override
    public void run() {
      lock.lock();
      try {
        hold();
      } finally {
        lock.unlock();
      }
    }
  }

  static final class AtPool implements Runnable {
    private final BlockingQueue<String> connections;

    AtPool(BlockingQueue<String> connections) {
      this.connections = connections;
    }

    @Override
    public void run() {
      String connection = borrow();
      hold();
      connections.add(connection);
    }

    private String borrow() {
      try {
        return connections.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static final class AtSemaphore implements Runnable {
    private final Semaphore permits;

    AtSemaphore(Semaphore permits) {
      this.permits = permits;
    }

    @Override
    public void run() {
      permits.acquireUninterruptibly();
      hold();
      permits.release();
    }
  }

  static final class AtQueue implements Runnable {
    private final BlockingQueue<Integer> orders;

    AtQueue(BlockingQueue<Integer> orders) {
      this.orders = orders;
    }

    @Override
    public void run() {
      try {
        orders.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static final class Sleeper implements Runnable {
    @Override
    public void run() {
      LockSupport.parkNanos(HOLD_NANOS);
    }
  }
}
