package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Threads pile up behind a synchronizedMap, a ReentrantLock, and one that reads under a
 * ReentrantReadWriteLock; a loop removes what it reads. With {@code virtual} those of the latter
 * two are virtual threads, and others wait for a monitor that nobody else waits for.
 */
public final class Piled {
  private static final Map<String, Integer> SESSIONS = Collections.synchronizedMap(new HashMap<>());
  private static final ReentrantLock CONNECTION = new ReentrantLock();

  private static final Map<String, Integer> STOCK = Collections.synchronizedMap(new HashMap<>());

  /** Until then a virtual thread that waits for a monitor keeps its carrier. */
  private static final int UNPINNED_JAVA = 24;

  private static final ReadWriteLock PRICES = new ReentrantReadWriteLock();

  private static boolean virtual;

  private Piled() {}

  public static void main(String[] arguments) throws InterruptedException {
    virtual = arguments.length > 0 && arguments[0].equals("virtual");
    Told.awaitAgent();
    boolean countsStock = virtual && Runtime.version().feature() >= UNPINNED_JAVA;
    CountDownLatch held = new CountDownLatch(countsStock ? 4 : 3);
    List<Thread> threads = new ArrayList<>();
    try (Told map = new Told("pitot.LockHolder", seen -> isPile(seen, "map-holder"));
        Told connection = new Told("pitot.LockHolder", seen -> isPile(seen, "connection-holder"));
        Told prices = new Told("pitot.LockHolder", seen -> isPile(seen, "prices-reader"));
        Told mapLoad = new Told("pitot.LockLoad", seen -> isLoad(seen, "map-holder"));
        Told connectionLoad =
            new Told("pitot.LockLoad", seen -> isLoad(seen, "connection-holder"));
        Told stockLoad = new Told("pitot.LockLoad", Piled::isOfSales);
        Told failedFast = new Told("pitot.MapFailFast", failed -> true);
        Told site = new Told("pitot.MapSite", Piled::isOfSessions)) {
      threads.add(start("map-holder", () -> readRemotely(held, map, mapLoad)));
      threads.add(
          startMaybeVirtual(
              "connection-holder", () -> queryRemotely(held, connection, connectionLoad)));
      threads.add(startMaybeVirtual("prices-reader", () -> readPrices(held, prices)));
      if (countsStock) {
        threads.add(start("stock-counter", () -> count(held, stockLoad)));
      }
      held.await();
      for (int i = 0; i < 2; i++) {
        threads.add(start("map-waiter", () -> SESSIONS.put("a", 1)));
        threads.add(startMaybeVirtual("connection-waiter", Piled::borrow));
        threads.add(startMaybeVirtual("prices-writer", Piled::raisePrices));
        if (countsStock) {
          threads.add(startMaybeVirtual("seller", Piled::sell));
        }
      }
      removeWhileReadingUntilTold(failedFast);
      for (Thread thread : threads) {
        thread.join();
      }
      site.await();
    }
  }

  /** Which map it is may come later, where the machine leaves the agent no time to search. */
  public static boolean isPile(RecordedEvent seen, String holder) {
    return seen.getString("holderThread").equals(holder)
        && seen.getInt("waiters") == 2
        && (!holder.equals("map-holder") || seen.getLong("mapId") > 0);
  }

  private static boolean isLoad(RecordedEvent seen, String holder) {
    return seen.getString("holderThread").equals(holder);
  }

  /** Of the lock; the field is guessed for the loop's own map, too. */
  private static boolean isOfSessions(RecordedEvent site) {
    return site.getString("field").endsWith(".SESSIONS")
        && site.getString("holder").equals("static");
  }

  public static boolean isOfSales(RecordedEvent load) {
    return load.getString("waiterStack").contains(Piled.class.getName() + ".sell(");
  }

  private static void count(CountDownLatch held, Told... told) {
    synchronized (STOCK) {
      held.countDown();
      await(told);
    }
  }

  private static void sell() {
    STOCK.merge("a", -1, Integer::sum);
  }

  private static void readRemotely(CountDownLatch held, Told... told) {
    synchronized (SESSIONS) {
      held.countDown();
      await(told);
    }
  }

  private static void queryRemotely(CountDownLatch held, Told... told) {
    CONNECTION.lock();
    try {
      held.countDown();
      await(told);
    } finally {
      CONNECTION.unlock();
    }
  }

  private static void readPrices(CountDownLatch held, Told... told) {
    PRICES.readLock().lock();
    try {
      held.countDown();
      await(told);
    } finally {
      PRICES.readLock().unlock();
    }
  }

  private static void raisePrices() {
    PRICES.writeLock().lock();
    try {
      System.out.println("raised");
    } finally {
      PRICES.writeLock().unlock();
    }
  }

  private static void borrow() {
    CONNECTION.lock();
    try {
      System.out.println("borrowed");
    } finally {
      CONNECTION.unlock();
    }
  }

  /** One may be left out where the machine leaves the agent no time. */
  private static void removeWhileReadingUntilTold(Told told) throws InterruptedException {
    long end = System.nanoTime() + Told.LIMIT_NANOS;
    while (!told.isTold() && System.nanoTime() - end < 0) {
      removeWhileReading();
      Thread.sleep(10);
    }
  }

  @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // the fault that is to be found
  private static void removeWhileReading() {
    Map<Integer, Integer> own = new HashMap<>(Map.of(1, 1, 2, 2, 3, 3));
    try {
      for (Integer key : own.keySet()) {
        own.remove(key);
      }
    } catch (ConcurrentModificationException expected) {
      // It is what is told.
    }
  }

  /** By reflection: JDK 17 has none. */
  private static Thread startMaybeVirtual(String name, Runnable work) {
    if (!virtual) {
      return start(name, work);
    }
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      type.getMethod("name", String.class).invoke(builder, name);
      return (Thread) type.getMethod("start", Runnable.class).invoke(builder, work);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.start();
    return thread;
  }

  private static void await(Told... told) {
    try {
      for (Told each : told) {
        each.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
