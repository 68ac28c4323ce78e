package io.pitot.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The waits and operations of one map since the last heat event. No lock: threads that have just
 * waited for each other write here. What is added while it is taken may be split over two events.
 */
final class Heat {
  /** Each bin has one of these places, the first that was free from its own on. */
  private static final int PLACES = 256;

  private static final int PROBES = 8;
  private static final int SHOWN_BINS = 10;
  private static final int FREE = 0;

  private final LongAdder waits = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();
  private final AtomicLongArray waitLatency = new AtomicLongArray(Long.SIZE);
  private final AtomicLongArray latency = new AtomicLongArray(Long.SIZE);

  /** Operations while they were counted, and for how long that was; one thread's own. */
  private long countedOperations;

  private long countedNanos;
  private long takenNanos = System.nanoTime();

  /** The bin's number + 2, since -1 stands for an unknown one. */
  private final AtomicIntegerArray bins = new AtomicIntegerArray(PLACES);

  private final AtomicLongArray binWaits = new AtomicLongArray(PLACES);
  private final AtomicLongArray binNanos = new AtomicLongArray(PLACES);

  /** Of a window. */
  record Taken(
      long operations,
      long waits,
      long waitNanos,
      String hotBins,
      String latency,
      String waitLatency) {}

  /** Adds a wait on {@code bin} that stands for {@code weight} such waits. */
  void add(int bin, long nanos, int weight) {
    waits.add(weight);
    waitNanos.add(nanos * weight);
    waitLatency.addAndGet(bits(nanos), weight);
    int place = place(bin + 2);
    if (place >= 0) {
      binWaits.addAndGet(place, weight);
      binNanos.addAndGet(place, nanos * weight);
    }
  }

  /** Adds an operation that was picked to be timed. */
  void operated(long nanos) {
    latency.incrementAndGet(bits(nanos));
  }

  /** Adds what was counted for a time; called by the thread that takes. */
  void counted(int operations, long nanos) {
    countedOperations += Integer.toUnsignedLong(operations);
    countedNanos += nanos;
  }

  /** Whether anybody has waited since the last call of {@link #take}. */
  boolean isHot() {
    return waits.sum() > 0;
  }

  /** What happened since the last call; null when nobody waited. */
  @Nullable Taken take() {
    long now = System.nanoTime();
    long operations =
        countedNanos == 0
            ? 0
            : Math.round((double) countedOperations / countedNanos * (now - takenNanos));
    takenNanos = now;
    countedOperations = 0;
    countedNanos = 0;
    String latencies = takeLatency(latency);
    long count = waits.sumThenReset();
    if (count == 0) {
      return null;
    }
    return new Taken(
        Math.max(operations, count),
        count,
        waitNanos.sumThenReset(),
        takeBins(),
        latencies,
        takeLatency(waitLatency));
  }

  /** How many binary digits it has: nanoseconds below 2^bits. */
  private static int bits(long nanos) {
    return Long.SIZE - Long.numberOfLeadingZeros(nanos);
  }

  private int place(int key) {
    for (int i = 0; i < PROBES; i++) {
      int place = (key + i) & (PLACES - 1);
      int there = bins.get(place);
      if (there == key || (there == FREE && bins.compareAndSet(place, FREE, key))) {
        return place;
      }
      if (bins.get(place) == key) {
        return place;
      }
    }
    return -1;
  }

  private record Bin(int bin, long waits, long nanos) {}

  private String takeBins() {
    List<Bin> hot = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      int key = bins.getAndSet(place, FREE);
      long count = binWaits.getAndSet(place, 0);
      long nanos = binNanos.getAndSet(place, 0);
      if (key != FREE && count > 0) {
        hot.add(new Bin(key - 2, count, nanos));
      }
    }
    hot.sort(Comparator.comparingLong((Bin bin) -> -bin.nanos));
    StringJoiner text = new StringJoiner(",");
    for (Bin bin : hot.subList(0, Math.min(SHOWN_BINS, hot.size()))) {
      text.add(bin.bin + ":" + bin.waits + ":" + bin.nanos);
    }
    return text.toString();
  }

  private static String takeLatency(AtomicLongArray latency) {
    StringJoiner text = new StringJoiner(",");
    for (int bits = 0; bits < Long.SIZE - 1; bits++) {
      long count = latency.getAndSet(bits, 0);
      if (count > 0) {
        text.add((1L << bits) + ":" + count);
      }
    }
    return text.toString();
  }
}
