package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** Threads pile up behind a synchronizedMap and a ReentrantLock; a loop removes what it reads. */
public final class Piled {
  private static final Map<String, Integer> SESSIONS = Collections.synchronizedMap(new HashMap<>());
  private static final ReentrantLock CONNECTION = new ReentrantLock();
  private static final int HELD_MILLIS = 2_500;

  private Piled() {}

  public static void main(String[] arguments) throws InterruptedException {
    rest(1_000); // for the agent to see the recording
    CountDownLatch held = new CountDownLatch(2);
    List<Thread> threads = new ArrayList<>();
    threads.add(start("map-holder", () -> readRemotely(held)));
    threads.add(start("connection-holder", () -> queryRemotely(held)));
    held.await();
    for (int i = 0; i < 2; i++) {
      threads.add(start("map-waiter", () -> SESSIONS.put("a", 1)));
      threads.add(start("connection-waiter", Piled::borrow));
    }
    removeWhileReading();
    for (Thread thread : threads) {
      thread.join();
    }
    rest(1_500); // for the agent to look for the field
  }

  private static void readRemotely(CountDownLatch held) {
    synchronized (SESSIONS) {
      held.countDown();
      rest(HELD_MILLIS);
    }
  }

  private static void queryRemotely(CountDownLatch held) {
    CONNECTION.lock();
    try {
      held.countDown();
      rest(HELD_MILLIS);
    } finally {
      CONNECTION.unlock();
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

  @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // the fault that is to be found
  private static void removeWhileReading() {
    Map<Integer, Integer> own = new HashMap<>(Map.of(1, 1, 2, 2, 3, 3));
    try {
      for (Integer key : own.keySet()) {
        own.remove(key);
      }
    } catch (ConcurrentModificationException expected) {
      System.out.println("failed fast");
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.start();
    return thread;
  }

  private static void rest(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
