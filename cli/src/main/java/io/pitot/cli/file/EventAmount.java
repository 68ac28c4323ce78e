package io.pitot.cli.file;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What events of any type add up to: bytes of allocations, else how long they took. */
record EventAmount(String unit, @Nullable Field bytes) {
  private static final Map<String, String> BYTES =
      Map.of(
          "jdk.ObjectAllocationSample", "weight",
          "jdk.ObjectAllocationInNewTLAB", "tlabSize",
          "jdk.ObjectAllocationOutsideTLAB", "allocationSize",
          "jdk.OldObjectSample", "objectSize",
          "profiler.LiveObject", "allocationSize");

  static EventAmount of(EventType type) {
    String name = BYTES.get(type.name());
    Field bytes = name == null ? null : type.field(name);
    if (bytes != null && bytes.kind() == Field.Kind.LONG) {
      return new EventAmount("bytes", bytes);
    }
    return new EventAmount(type.has("duration") ? "nanoseconds" : "samples", null);
  }

  long of(Event event) {
    if (bytes != null) {
      return Math.max(0, event.longValue(bytes));
    }
    return unit.equals("samples") ? 1 : Math.max(0, event.durationNanos());
  }
}
