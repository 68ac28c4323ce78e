package io.pitot.collector.http;

import io.pitot.collector.ingest.ReportedTarget;
import io.pitot.collector.ingest.TargetBoard;
import io.pitot.collector.query.UnknownNameException;
import java.util.List;

/** The JVM that the body of a request names by {@code service} and {@code instance}. */
final class NamedTarget {
  private NamedTarget() {}

  /** One that runs before one that has ended. */
  static ReportedTarget in(TargetBoard board, JsonBody body) {
    String service = body.requiredText("service");
    String instance = body.requiredText("instance");
    List<ReportedTarget> found =
        board.targets().stream()
            .filter(target -> target.label("service").equals(service))
            .filter(target -> target.label("instance").equals(instance))
            .toList();
    return found.stream()
        .filter(ReportedTarget::isAlive)
        .findFirst()
        .or(() -> found.stream().findFirst())
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "no daemon reports an instance '%s' of '%s': /api/v1/targets lists them"
                        .formatted(instance, service)));
  }
}
