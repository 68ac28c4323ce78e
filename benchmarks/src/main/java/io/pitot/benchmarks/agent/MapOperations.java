package io.pitot.benchmarks.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Single operations of maps with 1,024 entries. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MapOperations {
  private static final int KEYS = 1024;

  /** Shared by the threads of a run. */
  @State(Scope.Benchmark)
  public static class Maps {
    private final Integer[] integers = new Integer[KEYS];
    private final String[] strings = new String[KEYS];
    private final Map<Object, Integer> hash = new HashMap<>();
    private final Map<Integer, Integer> concurrent = new ConcurrentHashMap<>();

    /** Fills the maps. */
    public Maps() {
      for (int i = 0; i < KEYS; i++) {
        integers[i] = i * 31;
        strings[i] = "key-" + i;
        hash.put(integers[i], i);
        hash.put(strings[i], i);
        concurrent.put(integers[i], i);
      }
    }
  }

  /** Which key is next. */
  @State(Scope.Thread)
  public static class Turn {
    private int next;

    private int next() {
      return next++ & (KEYS - 1);
    }
  }

  @Benchmark
  public @Nullable Integer hashGetInteger(Maps maps, Turn turn) {
    return maps.hash.get(maps.integers[turn.next()]);
  }

  @Benchmark
  public @Nullable Integer hashGetString(Maps maps, Turn turn) {
    return maps.hash.get(maps.strings[turn.next()]);
  }

  @Benchmark
  public @Nullable Integer hashPutExisting(Maps maps, Turn turn) {
    Integer key = maps.integers[turn.next()];
    return maps.hash.put(key, key);
  }

  @Benchmark
  @OperationsPerInvocation(KEYS)
  public void hashPutNew(Maps maps, Blackhole sink) {
    Map<Integer, Integer> map = new HashMap<>(2 * KEYS);
    for (Integer key : maps.integers) {
      map.put(key, key);
    }
    sink.consume(map);
  }

  @Benchmark
  public @Nullable Integer hashPutRemove(Maps maps) {
    maps.hash.put("new", 1);
    return maps.hash.remove("new");
  }

  @Benchmark
  public @Nullable Integer concurrentGet(Maps maps, Turn turn) {
    return maps.concurrent.get(maps.integers[turn.next()]);
  }

  @Benchmark
  public @Nullable Integer concurrentPut(Maps maps, Turn turn) {
    Integer key = maps.integers[turn.next()];
    return maps.concurrent.put(key, key);
  }

  @Benchmark
  public @Nullable Integer concurrentGetThenPut(Maps maps, Turn turn) {
    Integer key = maps.integers[turn.next()];
    Integer before = maps.concurrent.get(key);
    return maps.concurrent.put(key, before == null ? key : before);
  }

  @Benchmark
  public @Nullable Integer concurrentMerge(Maps maps, Turn turn) {
    Integer key = maps.integers[turn.next()];
    return maps.concurrent.merge(key, key, (older, newer) -> newer);
  }

  @Benchmark
  public @Nullable Integer concurrentPutOneBin(Maps maps) {
    Integer key = maps.integers[0];
    return maps.concurrent.put(key, key);
  }

  @Benchmark
  public @Nullable Integer concurrentMergeOneBin(Maps maps) {
    Integer key = maps.integers[0];
    return maps.concurrent.merge(key, key, (older, newer) -> newer);
  }
}
