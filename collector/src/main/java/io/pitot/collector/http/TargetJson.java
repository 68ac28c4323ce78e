package io.pitot.collector.http;

import io.pitot.collector.ingest.ReportedTarget;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A JVM as its daemon last described it. */
record TargetJson(
    String id,
    String service,
    String release,
    String instance,
    String node,
    String jdk,
    long pid,
    String state,
    String reason,
    String remedy,
    long sinceMillis,
    long windowEndMillis,
    long windows,
    @Nullable DrillJson drill,
    Map<String, String> labels) {

  /** The last drill that was asked for here, over or not. */
  record DrillJson(long fromMillis, long untilMillis) {
    static @Nullable DrillJson of(ReportedTarget target) {
      return target.drillUntilMillis() == 0
          ? null
          : new DrillJson(target.drillFromMillis(), target.drillUntilMillis());
    }
  }

  static TargetJson of(ReportedTarget target) {
    return new TargetJson(
        target.id(),
        target.label("service"),
        target.label("release"),
        target.label("instance"),
        target.label("node"),
        target.label("jdk"),
        target.pid(),
        target.state(),
        target.reason(),
        target.remedy(),
        target.sinceMillis(),
        target.windowEndMillis(),
        target.windows(),
        DrillJson.of(target),
        new TreeMap<>(target.labels()));
  }
}
