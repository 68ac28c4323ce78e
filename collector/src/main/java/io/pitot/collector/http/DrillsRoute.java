package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pitot.collector.ingest.Drills;
import io.pitot.collector.ingest.ReportedTarget;
import io.pitot.collector.ingest.TargetBoard;
import java.time.Duration;
import java.util.Set;

/** {@code POST /api/v1/drills}: a closer look at a JVM for a while, by the daemon of its node. */
final class DrillsRoute {
  private static final Set<String> KEYS = Set.of("service", "instance", "seconds");
  private static final String EXAMPLE = "{\"service\":..., \"instance\":..., \"seconds\":60}";
  private static final int LONGEST_SECONDS = 600;
  private static final int USUAL_SECONDS = 60;

  private final Drills drills;
  private final TargetBoard board;

  DrillsRoute(Drills drills, TargetBoard board) {
    this.drills = drills;
    this.board = board;
  }

  private record DrillJson(String target, String instance, long fromMillis, long untilMillis) {}

  void post(Context request) {
    JsonBody body = JsonBody.of(request, KEYS, EXAMPLE);
    ReportedTarget target = NamedTarget.in(board, body);
    Duration length = Duration.ofSeconds(body.number("seconds", USUAL_SECONDS, LONGEST_SECONDS));
    Drills.Begun begun = drills.begin(target, length, request.ip());
    if (begun.refusal().isEmpty()) {
      Json.answer(
          request,
          new DrillJson(
              target.id(), target.label("instance"), begun.fromMillis(), begun.untilMillis()));
    } else {
      Problem.of(HttpStatus.SERVICE_UNAVAILABLE, begun.refusal()).answer(request);
    }
  }
}
