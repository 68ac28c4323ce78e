package io.pitot.collector.http;

import io.javalin.http.Context;
import io.pitot.collector.ingest.LiveViews;
import io.pitot.collector.ingest.ReportedTarget;
import io.pitot.collector.ingest.TargetBoard;
import io.pitot.collector.query.UnknownNameException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /api/v1/live}: for a while each flush of a service's JVMs is sent and stored by
 * itself, so that every answer of the interface is seconds old at most. It ends by itself; who goes
 * on looking asks again.
 */
final class LiveRoute {
  private static final Set<String> KEYS = Set.of("service", "instance", "seconds");
  private static final int USUAL_SECONDS = 30;
  private static final int LONGEST_SECONDS = 300;
  private static final int MOST_TARGETS = 32;

  private final LiveViews views;
  private final TargetBoard board;
  private final Clock clock;

  LiveRoute(LiveViews views, TargetBoard board, Clock clock) {
    this.views = views;
    this.board = board;
    this.clock = clock;
  }

  private record ShownJson(String target, String instance) {}

  private record RefusedJson(String target, String instance, String reason) {}

  private record LiveJson(
      List<ShownJson> live, List<RefusedJson> refused, int leftOut, long untilMillis) {}

  void post(Context request) {
    JsonBody body = JsonBody.of(request, KEYS, "{\"service\":..., \"seconds\":30}");
    String service = body.requiredText("service");
    int seconds = body.number("seconds", USUAL_SECONDS, LONGEST_SECONDS);
    List<ReportedTarget> targets = recorded(service, body.text("instance"));
    List<ReportedTarget> asked = targets.subList(0, Math.min(targets.size(), MOST_TARGETS));
    List<LiveViews.Shown> answers = views.show(asked, Duration.ofSeconds(seconds), request.ip());
    Json.answer(
        request,
        new LiveJson(
            answers.stream()
                .filter(shown -> shown.refusal().isEmpty())
                .map(shown -> new ShownJson(shown.target().id(), instance(shown.target())))
                .toList(),
            answers.stream()
                .filter(shown -> !shown.refusal().isEmpty())
                .map(
                    shown ->
                        new RefusedJson(
                            shown.target().id(), instance(shown.target()), shown.refusal()))
                .toList(),
            targets.size() - asked.size(),
            clock.millis() + Duration.ofSeconds(seconds).toMillis()));
  }

  private List<ReportedTarget> recorded(String service, String instance) {
    List<ReportedTarget> targets =
        board.targets().stream()
            .filter(target -> target.label("service").equals(service))
            .filter(target -> instance.isEmpty() || instance(target).equals(instance))
            .filter(ReportedTarget::isAlive)
            .toList();
    if (targets.isEmpty()) {
      throw new UnknownNameException(
          "no daemon reports a JVM of '%s'%s that runs: /api/v1/targets lists them"
              .formatted(service, instance.isEmpty() ? "" : " called '" + instance + "'"));
    }
    return targets;
  }

  private static String instance(ReportedTarget target) {
    return target.label("instance");
  }
}
