package io.pitot.daemon.fold;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Waits and pauses as the JDK's own reader tells them, joined one by one. */
record RecordedStalls(List<Span> pauses, List<Span> collections, List<JoinedWait> waits) {
  /** From and to, in nanoseconds since the epoch. */
  record Span(long startNanos, long endNanos) {
    static Span of(RecordedEvent event) {
      long start = ChronoUnit.NANOS.between(Instant.EPOCH, event.getStartTime());
      return new Span(start, start + event.getDuration().toNanos());
    }

    long nanos() {
      return endNanos - startNanos;
    }

    /** Spans that do not overlap each other. */
    long inside(List<Span> spans) {
      long nanos = 0;
      for (Span span : spans) {
        nanos +=
            Math.max(0, Math.min(endNanos, span.endNanos) - Math.max(startNanos, span.startNanos));
      }
      return nanos;
    }
  }

  record Sum(long count, long nanos, long gcNanos, long safepointNanos) {
    Sum plus(Sum other) {
      return new Sum(
          count + other.count,
          nanos + other.nanos,
          gcNanos + other.gcNanos,
          safepointNanos + other.safepointNanos);
    }
  }

  record JoinedWait(
      String event, boolean isAtMonitor, Span span, String thread, String owner, Sum sum) {}

  static RecordedStalls of(Path file) throws IOException {
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    Map<Long, Span> begins = new HashMap<>();
    List<Span> pauses = new ArrayList<>();
    List<Span> collections = new ArrayList<>();
    for (RecordedEvent event : events) {
      switch (event.getEventType().getName()) {
        case "jdk.SafepointBegin" -> begins.put(event.getLong("safepointId"), Span.of(event));
        case "jdk.GCPhasePause" -> collections.add(Span.of(event));
        default -> {}
      }
    }
    for (RecordedEvent event : events) {
      if (event.getEventType().getName().equals("jdk.SafepointEnd")) {
        @Nullable Span begin = begins.get(event.getLong("safepointId"));
        if (begin != null) {
          pauses.add(new Span(begin.startNanos, Span.of(event).endNanos));
        }
      }
    }
    List<JoinedWait> waits = new ArrayList<>();
    for (RecordedEvent event : events) {
      String name = event.getEventType().getName();
      if (List.of("jdk.JavaMonitorEnter", "jdk.JavaMonitorWait", "jdk.ThreadPark").contains(name)) {
        Span span = Span.of(event);
        long gc = span.inside(collections);
        long stopped = span.inside(pauses);
        waits.add(
            new JoinedWait(
                name,
                name.equals("jdk.JavaMonitorEnter") || isForAClass(event),
                span,
                nameOf(event.getThread()),
                name.equals("jdk.JavaMonitorEnter") ? nameOf(event.getThread("previousOwner")) : "",
                new Sum(1, span.nanos(), gc, stopped - gc)));
      }
    }
    return new RecordedStalls(pauses, collections, waits);
  }

  /** A thread that needs a class which another one initialises waits on an {@code int[]} of it. */
  private static boolean isForAClass(RecordedEvent event) {
    @Nullable RecordedClass lock =
        event.getEventType().getName().equals("jdk.JavaMonitorWait")
            ? event.getClass("monitorClass")
            : null;
    return lock != null && lock.getName().equals("[I");
  }

  /** At monitors, for classes that are being initialised with them, and of all others. */
  Map<String, Sum> sums() {
    Map<String, Sum> sums = new TreeMap<>();
    for (JoinedWait wait : waits) {
      sums.merge(wait.isAtMonitor ? "at monitors" : "others", wait.sum, Sum::plus);
    }
    return sums;
  }

  private static String nameOf(@Nullable RecordedThread thread) {
    if (thread == null) {
      return "";
    }
    return thread.getJavaThreadId() > 0 ? thread.getJavaName() : thread.getOSName();
  }
}
