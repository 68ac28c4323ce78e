package io.pitot.benchmarks.agent;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;

/**
 * One operation of one map in a loop; prints nanoseconds per operation, the median of its rounds.
 */
public final class MapLoad {
  private static final int KEYS = 1024;
  private static final int WARM_ROUNDS = 8;
  private static final int ROUNDS = 9;
  private static final long ROUND_OPERATIONS = 2_000_000;

  private static final Integer[] INTEGERS = new Integer[KEYS];

  /** Keeps results alive. */
  @SuppressWarnings("UnusedVariable") // its writes are what counts
  private static volatile long consumed;

  private MapLoad() {}

  public static void main(String[] arguments) throws InterruptedException {
    for (int i = 0; i < KEYS; i++) {
      INTEGERS[i] = i * 31;
    }
    LongFunction<Long> load = load(arguments[0]);
    int threads = arguments[0].endsWith("-2-threads") ? 2 : 1;
    double[] nanos = new double[ROUNDS];
    for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
      double measured = round(load, threads);
      if (round >= 0) {
        nanos[round] = measured;
      }
    }
    Arrays.sort(nanos);
    System.out.println("nanos " + nanos[ROUNDS / 2]);
  }

  private static double round(LongFunction<Long> load, int threads) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(threads);
    Thread[] running = new Thread[threads];
    long[] ended = new long[threads];
    long[] begun = new long[threads];
    for (int i = 0; i < threads; i++) {
      int self = i;
      running[i] =
          new Thread(
              () -> {
                ready.countDown();
                while (ready.getCount() > 0) {
                  Thread.onSpinWait();
                }
                begun[self] = System.nanoTime();
                consumed = load.apply(ROUND_OPERATIONS);
                ended[self] = System.nanoTime();
              });
      running[i].start();
    }
    long sum = 0;
    for (int i = 0; i < threads; i++) {
      running[i].join();
      sum += ended[i] - begun[i];
    }
    return (double) sum / threads / ROUND_OPERATIONS;
  }

  private static LongFunction<Long> load(String name) {
    return switch (name) {
      case "hash-get" -> get(filled(new HashMap<>()));
      case "hash-put" -> put(filled(new HashMap<>()));
      case "hash-put-new" -> MapLoad::putNew;
      case "concurrent-get" -> get(filled(new ConcurrentHashMap<>()));
      case "concurrent-put" -> put(filled(new ConcurrentHashMap<>()));
      case "concurrent-merge" -> merge(filled(new ConcurrentHashMap<>()), KEYS - 1);
      case "concurrent-merge-one-bin-2-threads" -> merge(filled(new ConcurrentHashMap<>()), 0);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Map<Integer, Integer> filled(Map<Integer, Integer> map) {
    for (Integer key : INTEGERS) {
      map.put(key, key);
    }
    return map;
  }

  private static LongFunction<Long> get(Map<Integer, Integer> map) {
    return operations -> {
      long sum = 0;
      for (long i = 0; i < operations; i++) {
        Integer value = map.get(INTEGERS[(int) i & (KEYS - 1)]);
        sum += value == null ? 0 : value;
      }
      return sum;
    };
  }

  private static LongFunction<Long> put(Map<Integer, Integer> map) {
    return operations -> {
      for (long i = 0; i < operations; i++) {
        Integer key = INTEGERS[(int) i & (KEYS - 1)];
        map.put(key, key);
      }
      return (long) map.size();
    };
  }

  private static long putNew(long operations) {
    long sum = 0;
    for (long i = 0; i < operations; i += KEYS) {
      Map<Integer, Integer> map = new HashMap<>(2 * KEYS);
      for (Integer key : INTEGERS) {
        map.put(key, key);
      }
      sum += map.size();
    }
    return sum;
  }

  private static LongFunction<Long> merge(Map<Integer, Integer> map, int mask) {
    return operations -> {
      for (long i = 0; i < operations; i++) {
        map.merge(INTEGERS[(int) i & mask], 0, (a, b) -> a);
      }
      return (long) map.size();
    };
  }
}
