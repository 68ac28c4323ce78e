package io.pitot.agent.programs;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Two threads use one map of each of the named kinds without a lock that keeps them apart; 2 %
 * writes. They go on until the race is told: on a busy machine they may not meet for a long while.
 */
public final class Racy {
  private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();
  private static final int KEYS = 1_000;
  private static final int MOST_ROUNDS = 60;
  private static final int ROUND_SECONDS = 5;

  /** Of these only values are replaced. */
  private static final class Replaced extends HashMap<Object, Object> {
    private static final long serialVersionUID = 1;
  }

  private Racy() {}

  public static void main(String[] arguments) throws InterruptedException {
    for (String kind : arguments) {
      raceUntilTold(kind);
    }
    // As a test runner does, whose stream nobody listens to at the end.
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    System.out.println("done");
  }

  private static void raceUntilTold(String kind) throws InterruptedException {
    try (Told told = new Told("pitot.MapRace", race -> isOf(race, kind))) {
      // A race may make the map a ring that neither thread comes out of, before it is proven.
      for (int round = 0; round < MOST_ROUNDS && !told.isTold(); round++) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS);
        for (Thread racer : race(kind, told, endNanos)) {
          racer.join(TimeUnit.SECONDS.toMillis(ROUND_SECONDS + 1));
        }
      }
    }
  }

  /** In the order of access nobody puts: what changes the map is a read. */
  public static boolean isOf(RecordedEvent race, String kind) {
    return race.getString("mapClass").equals(map(kind).getClass().getName())
        && race.getString("operation").equals("get") == kind.equals("lru");
  }

  private static Thread[] race(String kind, Told told, long endNanos) {
    boolean lru = kind.equals("lru");
    boolean replaces = kind.equals("replaced");
    Map<Object, Object> map = map(kind);
    Object[] keys = new Object[KEYS];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = i;
      if (lru || replaces) {
        map.put(i, i);
      }
    }
    Thread[] racers = new Thread[2];
    for (int i = 0; i < racers.length; i++) {
      Random random = new Random(i);
      racers[i] = new Thread(() -> use(map, keys, random, lru, told, endNanos), "racer-" + i);
      racers[i].setDaemon(true);
      racers[i].start();
    }
    return racers;
  }

  private static Map<Object, Object> map(String kind) {
    return switch (kind) {
      case "hash" -> new HashMap<>();
      case "replaced" -> new Replaced();
      case "linked" -> new LinkedHashMap<>();
      case "lru" -> new LinkedHashMap<>(16, 0.75f, true);
      case "tree" -> new TreeMap<>();
      case "identity" -> new IdentityHashMap<>();
      case "weak" -> new WeakHashMap<>();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static void use(
      Map<Object, Object> map,
      Object[] keys,
      Random random,
      boolean lru,
      Told told,
      long endNanos) {
    while (!told.isTold() && System.nanoTime() - endNanos < 0) {
      Object key = keys[random.nextInt(KEYS)];
      try {
        if (lru) {
          // A read lock, and the map changes under it.
          LOCK.readLock().lock();
          try {
            map.get(key);
          } finally {
            LOCK.readLock().unlock();
          }
        } else if (random.nextInt(100) >= 2) {
          map.get(key);
        } else if (map instanceof Replaced || random.nextBoolean()) {
          map.put(key, key);
        } else {
          map.remove(key);
        }
      } catch (RuntimeException broken) {
        // What a race does to a map; the program goes on.
      }
    }
  }
}
