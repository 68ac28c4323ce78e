package io.pitot.agent;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Resizes that have no event of their own, summed by the place that causes them: those while no
 * recording wants them, as the storm of resizes of a program that starts is over before its first
 * recording begins; and those that are too small, of which one stands for many.
 */
final class ResizeSites {
  private static final int MAX_WAITING = 1_024;
  private static final int MAX_SITES = 256;

  /** What takes longer lost the processor instead of moving entries, and must not count often. */
  private static final long NANOS_PER_BIN = 30;

  /** In the time between two looks, of small ones. */
  private static final long STORM_NANOS = 500_000_000;

  private static final int STORM_SAMPLES = 8;
  private static final int MAX_STORMS = 16;

  /**
   * A resize that began.
   *
   * @param weight how many it stands for
   */
  record Begun(int oldCapacity, long startNanos, int weight) {
    private long nanos(long now) {
      long nanos = now - startNanos;
      return weight == 1 ? nanos : Math.min(nanos, NANOS_PER_BIN * 2 * oldCapacity);
    }
  }

  /** A resize that is over. */
  private record Resize(
      MapRecord map,
      int newCapacity,
      long size,
      long endNanos,
      long nanos,
      int weight,
      Stack stack) {}

  /** All resizes of one place; times are of {@link System#nanoTime}. */
  static final class Site {
    final MapRecord map;
    final Stack stack;
    final long firstNanos;
    long lastNanos;
    private int samples;
    long resizes;
    long resizeNanos;
    int newCapacity;
    long size;

    private Site(Resize first) {
      this.map = first.map;
      this.stack = first.stack;
      this.firstNanos = first.endNanos - first.nanos;
    }

    private void add(Resize resize) {
      lastNanos = resize.endNanos;
      samples++;
      resizes += resize.weight;
      resizeNanos += resize.weight * resize.nanos;
      newCapacity = Math.max(newCapacity, resize.newCapacity);
      size = Math.max(size, resize.size);
    }
  }

  private final ConcurrentLinkedQueue<Resize> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final Map<String, Site> sites = new LinkedHashMap<>();
  private final List<Site> storms = new ArrayList<>();
  private final LeftOut leftOut;

  ResizeSites(LeftOut leftOut) {
    this.leftOut = leftOut;
  }

  /** Called inside a map operation of the application. */
  void offer(MapRecord map, Begun begun, long size, Stack stack) {
    if (waitingCount.get() >= MAX_WAITING) {
      leftOut.count(Kind.RESIZE);
      return;
    }
    waitingCount.incrementAndGet();
    long now = System.nanoTime();
    waiting.add(
        new Resize(map, begun.oldCapacity << 1, size, now, begun.nanos(now), begun.weight, stack));
  }

  /** Takes in what was offered. */
  void drain() {
    for (Resize resize = waiting.poll(); resize != null; resize = waiting.poll()) {
      waitingCount.decrementAndGet();
      fold(resize);
    }
  }

  /** A recording that wants resizes is told of all so far. */
  void tellAll(@Nullable JfrEvents events) {
    if (events != null && !sites.isEmpty() && events.wantsEarlyResizes()) {
      Iterator<Site> each = sites.values().iterator();
      while (each.hasNext() && events.admits(Kind.EARLY_RESIZES)) {
        events.early(each.next());
        each.remove();
      }
    }
  }

  /** Keeps the places that resized for long since the last call, until a recording wants them. */
  void tellStorms(@Nullable JfrEvents events) {
    for (Site site : sites.values()) {
      if (site.resizeNanos >= STORM_NANOS
          && site.samples >= STORM_SAMPLES
          && storms.size() < MAX_STORMS) {
        storms.add(site);
      }
    }
    sites.clear();
    if (events != null && !storms.isEmpty() && events.wantsSmallResizes()) {
      Iterator<Site> each = storms.iterator();
      while (each.hasNext() && events.admits(Kind.SMALL_RESIZES)) {
        events.small(each.next());
        each.remove();
      }
    }
  }

  private void fold(Resize resize) {
    StackFrame caller = caller(resize.stack);
    String key =
        resize.map.mapClass
            + " "
            + (caller == null ? "" : Stack.line(caller.toStackTraceElement()));
    Site site = sites.get(key);
    if (site == null) {
      if (sites.size() >= MAX_SITES) {
        leftOut.count(Kind.RESIZE);
        return;
      }
      site = new Site(resize);
      sites.put(key, site);
    }
    site.add(resize);
  }

  private static @Nullable StackFrame caller(Stack stack) {
    for (StackFrame frame : stack.frames) {
      if (!frame.getClassName().startsWith("java.util.")) {
        return frame;
      }
    }
    return null;
  }
}
