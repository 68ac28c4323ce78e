package io.pitot.agent;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is known of one map: its id, and its waits since the last heat event. */
final class MapRecord {
  private static final int MAX_BINS = 256;
  private static final int SHOWN_BINS = 10;

  final long id;
  final String mapClass;
  final WeakReference<Object> map;
  final Stack firstStack;

  /** Next record of the same bucket; written by the registry alone. */
  volatile @Nullable MapRecord next;

  /** Whether its site has been looked for; the background thread's own. */
  boolean sited;

  volatile boolean contended;
  final AtomicInteger helpers = new AtomicInteger();

  private long summed;
  private long summedNanos;
  private long operations;
  private long waits;
  private long waitNanos;
  private final long[] latency = new long[Long.SIZE];
  private final Map<Integer, long[]> bins = new HashMap<>();

  MapRecord(long id, Object map, Stack firstStack, @Nullable MapRecord next) {
    this.id = id;
    this.mapClass = map.getClass().getName();
    this.map = new WeakReference<>(map);
    this.firstStack = firstStack;
    this.next = next;
  }

  /** Adds a wait on {@code bin} that stands for {@code weight} such waits. */
  synchronized void add(int bin, long nanos, int weight) {
    contended = true;
    operations += weight;
    waits += weight;
    waitNanos += nanos * weight;
    latency[Long.SIZE - Long.numberOfLeadingZeros(nanos)] += weight;
    long[] known = bins.get(bin);
    if (known == null && bins.size() < MAX_BINS) {
      known = new long[2];
      bins.put(bin, known);
    }
    if (known != null) {
      known[0] += weight;
      known[1] += nanos * weight;
    }
  }

  synchronized void sum(long nanos, int weight) {
    summed += weight;
    summedNanos += nanos * weight;
  }

  /** Count and nanoseconds of the short waits so far; they begin anew. */
  synchronized long[] takeSummed() {
    long[] taken = {summed, summedNanos};
    summed = 0;
    summedNanos = 0;
    return taken;
  }

  record Heat(long operations, long waits, long waitNanos, String hotBins, String latency) {}

  /** What happened since the last call; null when nothing did. */
  synchronized @Nullable Heat takeHeat() {
    if (operations == 0) {
      return null;
    }
    StringJoiner hot = new StringJoiner(",");
    bins.entrySet().stream()
        .sorted(Comparator.comparingLong(bin -> -bin.getValue()[1]))
        .limit(SHOWN_BINS)
        .forEach(bin -> hot.add(bin.getKey() + ":" + bin.getValue()[0] + ":" + bin.getValue()[1]));
    StringJoiner histogram = new StringJoiner(",");
    for (int bits = 0; bits < Long.SIZE - 1; bits++) {
      if (latency[bits] > 0) {
        histogram.add((1L << bits) + ":" + latency[bits]);
      }
    }
    Heat heat = new Heat(operations, waits, waitNanos, hot.toString(), histogram.toString());
    operations = 0;
    waits = 0;
    waitNanos = 0;
    bins.clear();
    Arrays.fill(latency, 0);
    return heat;
  }
}
