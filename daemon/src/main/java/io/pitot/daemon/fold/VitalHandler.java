package io.pitot.daemon.fold;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes loads and sizes; {@code docs/waits.md} lists them. */
final class VitalHandler implements EventHandler {
  private static final double PARTS_PER_MILLION = 1e6;

  private final OpenWindows windows;
  private final List<Measure> measures;
  private @Nullable Field[] fields = {};

  /** A field and what it is called on the wire. */
  private record Measure(String field, String name) {}

  private VitalHandler(OpenWindows windows, Measure... measures) {
    this.windows = windows;
    this.measures = List.of(measures);
  }

  static void register(EventHandlers handlers, OpenWindows windows) {
    handlers.on(
        "jdk.CPULoad",
        new VitalHandler(
            windows,
            new Measure("jvmUser", "cpu_jvm_user_ppm"),
            new Measure("jvmSystem", "cpu_jvm_system_ppm"),
            new Measure("machineTotal", "cpu_machine_ppm")));
    handlers.on(
        "jdk.JavaThreadStatistics",
        new VitalHandler(
            windows,
            new Measure("activeCount", "threads"),
            new Measure("daemonCount", "threads_daemon")));
    handlers.on(
        "jdk.ClassLoadingStatistics",
        new VitalHandler(windows, new Measure("loadedClassCount", "classes_loaded")));
    handlers.on(
        "jdk.GCHeapSummary",
        new VitalHandler(
            windows,
            new Measure("heapUsed", "heap_used_bytes"),
            new Measure("heapSpace.committedSize", "heap_committed_bytes")));
    handlers.on(
        "jdk.MetaspaceSummary",
        new VitalHandler(
            windows,
            new Measure("metaspace.used", "metaspace_used_bytes"),
            new Measure("metaspace.committed", "metaspace_committed_bytes")));
    handlers.on(
        "jdk.ContainerCPUThrottling",
        new VitalHandler(
            windows,
            new Measure("cpuElapsedSlices", "container_slices"),
            new Measure("cpuThrottledSlices", "container_throttled_slices"),
            new Measure("cpuThrottledTime", "container_throttled_nanos")));
  }

  @Override
  public void layout(EventType layout) {
    fields = new Field[measures.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = layout.field(measures.get(i).field);
    }
  }

  @Override
  public void event(Event event) {
    for (int i = 0; i < fields.length; i++) {
      Field field = fields[i];
      if (field != null) {
        windows.vital(measures.get(i).name, value(event, field), event.endNanos());
      }
    }
  }

  private static long value(Event event, Field field) {
    return switch (field.kind()) {
      case FLOAT, DOUBLE -> Math.round(event.doubleValue(field) * PARTS_PER_MILLION);
      case STRING, ARRAY -> 0;
      default -> event.longValue(field);
    };
  }
}
