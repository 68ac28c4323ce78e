package io.pitot.agent.programs;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Two threads each hold what the other one waits for, and for ever: two monitors, one of them a
 * Hashtable, and a lock of the JDK's and one of the program's own. Ends when all four are told of
 * three times.
 */
public final class Deadlocked {
  /** The threads that hold them, by the class of the lock. */
  public static final Map<String, String> HOLDERS =
      Map.of(
          Object.class.getName(),
          "pricing",
          Hashtable.class.getName(),
          "ordering",
          "java.util.concurrent.locks.ReentrantLock$NonfairSync",
          "packing",
          Turnstile.class.getName(),
          "sending");

  private static final Object PRICES = new Object();

  @SuppressWarnings("JdkObsolete") // it is its own monitor
  private static final Map<String, Integer> ORDERS = new Hashtable<>();

  private static final ReentrantLock STOCK = new ReentrantLock();
  private static final Turnstile GATE = new Turnstile();

  private Deadlocked() {}

  /** Lets one thread through at a time. */
  static final class Turnstile extends AbstractQueuedSynchronizer {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean tryAcquire(int ignored) {
      boolean free = compareAndSetState(0, 1);
      if (free) {
        setExclusiveOwnerThread(Thread.currentThread());
      }
      return free;
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    CyclicBarrier both = new CyclicBarrier(2);
    CyclicBarrier bothOthers = new CyclicBarrier(2);
    List<Told> all = HOLDERS.keySet().stream().map(Deadlocked::toldThrice).toList();
    start("pricing", () -> price(both));
    start("ordering", () -> order(both));
    start("packing", () -> pack(bothOthers));
    start("sending", () -> send(bothOthers));
    for (Told told : all) {
      told.await();
    }
    System.out.println("still deadlocked: " + alive());
    System.exit(0);
  }

  /** The wait goes on, and so do the events. */
  private static Told toldThrice(String lock) {
    AtomicInteger times = new AtomicInteger();
    return new Told("pitot.LockHolder", seen -> isOf(seen, lock) && times.incrementAndGet() == 3);
  }

  /**
   * The JDK's own threads may wait for others of such locks; and which map it is may come later.
   */
  public static boolean isOf(RecordedEvent seen, String lock) {
    return seen.getString("lockClass").equals(lock)
        && HOLDERS.containsValue(seen.getString("holderThread"))
        && (!lock.equals(Hashtable.class.getName()) || seen.getLong("mapId") > 0);
  }

  private static long alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> HOLDERS.containsValue(thread.getName()))
        .count();
  }

  private static void price(CyclicBarrier both) {
    synchronized (PRICES) {
      await(both);
      ORDERS.put("a", 1);
    }
  }

  private static void order(CyclicBarrier both) {
    synchronized (ORDERS) {
      await(both);
      synchronized (PRICES) {
        ORDERS.put("b", 1);
      }
    }
  }

  private static void pack(CyclicBarrier both) {
    STOCK.lock();
    try {
      await(both);
      GATE.acquire(1);
    } finally {
      STOCK.unlock();
    }
  }

  private static void send(CyclicBarrier both) {
    GATE.acquire(1);
    await(both);
    STOCK.lock();
    try {
      System.out.println("sent");
    } finally {
      STOCK.unlock();
    }
  }

  private static void await(CyclicBarrier both) {
    try {
      both.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
