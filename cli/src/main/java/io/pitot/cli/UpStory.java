package io.pitot.cli;

import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.Query;
import io.pitot.cli.remote.Target;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** What a person sees of {@code pitot up} until the first flame graph is there. */
final class UpStory {
  private static final long POLL_MILLIS = 500;

  private final CollectorClient collector;
  private final Terminal terminal;
  private final Set<String> told = new HashSet<>();

  UpStory(CollectorClient collector, Terminal terminal) {
    this.collector = collector;
    this.terminal = terminal;
  }

  /** Returns when the first service has data; prints where to look. */
  void follow() throws Failure, InterruptedException {
    terminal.note("collector: " + collector.url(Query.of("/")));
    while (true) {
      Optional<String> service = firstService();
      if (service.isPresent()) {
        terminal.print(
            "flame graph: "
                + collector.url(
                    Query.of("/flame").with("service", service.get()).with("type", "cpu")));
        return;
      }
      terminal.progress(targets());
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private Optional<String> firstService() throws Failure {
    return collector
        .get(Query.of("/api/v1/services"))
        .path("services")
        .valueStream()
        .map(row -> row.path("service").asString(""))
        .findFirst();
  }

  /** The progress; each refusal once, as a line that stays. */
  private String targets() throws Failure {
    String progress = "looking for JVMs";
    for (JsonNode node : collector.get(Query.of("/api/v1/targets")).path("targets")) {
      Target target = Target.of(node);
      if (target.state().equals("recording")) {
        progress = target.collecting(System.currentTimeMillis());
      } else if (target.state().equals("refused") && told.add(target.pid() + target.reason())) {
        terminal.note(
            "%s (pid %d) is not recorded: %s (%s)"
                .formatted(target.service(), target.pid(), target.reason(), target.remedy()));
      }
    }
    return progress;
  }
}
