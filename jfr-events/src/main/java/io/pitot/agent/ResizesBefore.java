package io.pitot.agent;

import java.lang.StackWalker.StackFrame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Resizes while no recording wants them, summed by the place that causes them. The storm of resizes
 * of a program that starts is over before its first recording begins, and that one is told of it.
 */
final class ResizesBefore {
  private static final int MAX_WAITING = 1_024;
  private static final int MAX_SITES = 256;

  /** A resize that began. */
  record Begun(int oldCapacity, long startNanos) {}

  /** A resize that is over. */
  private record Resize(
      MapRecord map, int newCapacity, long size, long endNanos, long nanos, Stack stack) {}

  /** All resizes of one place; times are of {@link System#nanoTime}. */
  static final class Site {
    final MapRecord map;
    final Stack stack;
    final long firstNanos;
    long lastNanos;
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
      resizes++;
      resizeNanos += resize.nanos;
      newCapacity = Math.max(newCapacity, resize.newCapacity);
      size = Math.max(size, resize.size);
    }
  }

  private final ConcurrentLinkedQueue<Resize> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final Map<String, Site> sites = new LinkedHashMap<>();
  private final LeftOut leftOut;

  ResizesBefore(LeftOut leftOut) {
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
    waiting.add(new Resize(map, begun.oldCapacity << 1, size, now, now - begun.startNanos, stack));
  }

  /** Takes in what was offered; a recording that wants resizes is told of all so far. */
  void drain(@Nullable JfrEvents events) {
    for (Resize resize = waiting.poll(); resize != null; resize = waiting.poll()) {
      waitingCount.decrementAndGet();
      fold(resize);
    }
    if (events != null && !sites.isEmpty() && events.wantsEarlyResizes()) {
      sites.values().forEach(events::early);
      sites.clear();
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
