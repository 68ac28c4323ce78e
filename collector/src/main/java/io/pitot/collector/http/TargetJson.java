package io.pitot.collector.http;

import io.pitot.collector.ingest.ReportedTarget;
import java.util.Map;
import java.util.TreeMap;

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
    Map<String, String> labels) {

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
        new TreeMap<>(target.labels()));
  }
}
