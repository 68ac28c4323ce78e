package io.pitot.agent;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is known of one map. */
final class MapRecord {
  final long id;
  final String mapClass;
  final WeakReference<Object> map;
  final Stack firstStack;

  /** Next record of the same bucket; written by the one thread that purges. */
  volatile @Nullable MapRecord next;

  /** Whether its site has been looked for; the background thread's own. */
  boolean sited;

  /** How many such searches ran out of time; the background thread's own. */
  int lateSearches;

  /** Its size in the latest shape event; the background thread's own. */
  long shapedSize;

  /** The largest size that is known of it. */
  private volatile long largestSize;

  /** Whether keys collided since the latest shape event. */
  volatile boolean colliding;

  /** Null until the map contended. */
  volatile @Nullable Heat heat;

  /** Null until one ran for long. */
  private volatile @Nullable FunctionsInBins functions;

  /** Who changed the map in the latest proven race; null before one. */
  volatile @Nullable Stack lastRacingWriter;

  final AtomicInteger helpers = new AtomicInteger();

  /** The waits that no event of their own tells of, since the last event. */
  final LongAdder summed = new LongAdder();

  final LongAdder summedNanos = new LongAdder();

  MapRecord(long id, Object map, Stack firstStack, @Nullable MapRecord next) {
    this.id = id;
    this.mapClass = map.getClass().getName();
    this.map = new WeakReference<>(map);
    this.firstStack = firstStack;
    this.next = next;
  }

  /** Of two threads that come here first, the waits of one are lost to the histogram. */
  Heat heat() {
    Heat known = heat;
    if (known == null) {
      known = new Heat();
      heat = known;
    }
    return known;
  }

  /** Of two threads that come here first, the function of one may not be known. */
  FunctionsInBins functions() {
    FunctionsInBins known = functions;
    if (known == null) {
      known = new FunctionsInBins();
      functions = known;
    }
    return known;
  }

  /** Whether a function ran under the bin's lock in this time. */
  boolean computed(int bin, long fromNanos, long toNanos) {
    FunctionsInBins known = functions;
    return known != null && known.haveRun(bin, fromNanos, toNanos);
  }

  /** Takes in that the map had this size; of two threads at once one may be lost. */
  void held(long size) {
    largestSize = Math.max(largestSize, size);
  }

  long largestSize() {
    return largestSize;
  }

  void sum(long nanos, int weight) {
    summed.add(weight);
    summedNanos.add(nanos * weight);
  }
}
