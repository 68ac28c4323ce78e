package io.pitot.benchmarks.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jfr.consumer.RecordingStream;

/**
 * Two threads use one map without a lock, 2 % of the operations write; prints after how many
 * seconds the first race was proven.
 */
public final class Racers {
  private static final int KEYS = 1_000;
  private static final int WRITES_PERCENT = 2;
  private static final int GIVE_UP_SECONDS = 20;

  private Racers() {}

  enum Kind {
    HASH("HashMap"),
    LINKED("LinkedHashMap"),
    LRU("LinkedHashMap in access order, get only"),
    TREE("TreeMap"),
    IDENTITY("IdentityHashMap"),
    WEAK("WeakHashMap"),
    HASH_SET("HashSet"),
    TREE_SET("TreeSet");

    final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** One operation with this key. */
  private interface Use {
    void once(Integer key, boolean write, boolean add);
  }

  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    Use use = use(Kind.valueOf(arguments[0]));
    CompletableFuture<Instant> proven = new CompletableFuture<>();
    RecordingStream told = new RecordingStream();
    told.onEvent("pitot.MapRace", race -> proven.complete(race.getStartTime()));
    told.startAsync();
    Integer[] keys = new Integer[KEYS];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = i;
      use.once(i, true, true);
    }
    Instant begun = Instant.now();
    for (int i = 0; i < 2; i++) {
      Random random = new Random(i);
      Thread racer = new Thread(() -> race(use, keys, random), "racer-" + i);
      racer.setDaemon(true);
      racer.start();
    }
    double seconds;
    try {
      Instant first = proven.get(GIVE_UP_SECONDS, TimeUnit.SECONDS);
      seconds = Duration.between(begun, first).toNanos() / 1e9;
    } catch (TimeoutException e) {
      seconds = GIVE_UP_SECONDS;
    }
    System.out.println("figure firstSeconds " + seconds);
    System.out.flush();
    // The map may have become a ring that no thread comes out of.
    Runtime.getRuntime().halt(0);
  }

  private static Use use(Kind kind) {
    return switch (kind) {
      case HASH -> useMap(new HashMap<>());
      case LINKED -> useMap(new LinkedHashMap<>());
      case LRU -> useLru(new LinkedHashMap<>(16, 0.75f, true));
      case TREE -> useMap(new TreeMap<>());
      case IDENTITY -> useMap(new IdentityHashMap<>());
      case WEAK -> useMap(new WeakHashMap<>());
      case HASH_SET -> useSet(new HashSet<>());
      case TREE_SET -> useSet(new TreeSet<>());
    };
  }

  private static Use useMap(Map<Object, Object> map) {
    return (key, write, add) -> {
      if (!write) {
        map.get(key);
      } else if (add) {
        map.put(key, key);
      } else {
        map.remove(key);
      }
    };
  }

  private static Use useSet(Set<Integer> set) {
    return (key, write, add) -> {
      if (!write) {
        boolean unused = set.contains(key);
      } else if (add) {
        set.add(key);
      } else {
        set.remove(key);
      }
    };
  }

  /** A get moves the entry: all of them write. */
  private static Use useLru(Map<Integer, Integer> map) {
    for (int i = 0; i < KEYS; i++) {
      map.put(i, i);
    }
    return (key, write, add) -> map.get(key);
  }

  private static void race(Use use, Integer[] keys, Random random) {
    while (true) {
      try {
        use.once(
            keys[random.nextInt(KEYS)], random.nextInt(100) < WRITES_PERCENT, random.nextBoolean());
      } catch (RuntimeException broken) {
        // What a race does to a map; the program goes on.
      }
    }
  }
}
