package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pitot diff S BASE CANDIDATE}. The verdict is in the text; the exit code is 0. */
@Command(
    name = "diff",
    description = "What got worse from one release of a service to another, and how sure that is.")
final class DiffCommand implements Callable<Integer> {
  enum Format {
    text,
    json,
    html
  }

  @Parameters(index = "0", paramLabel = "SERVICE")
  String service = "";

  @Parameters(index = "1", paramLabel = "BASE", description = "The release to compare with.")
  String base = "";

  @Parameters(index = "2", paramLabel = "CANDIDATE", description = "The release in question.")
  String candidate = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "cpu",
      description = "cpu, alloc, lock, park (default: cpu).")
  String type = "cpu";

  @Option(
      names = "--match",
      paramLabel = "LABELS",
      description = "Only instances with these labels, for example '{jdk=\"17\"}'.")
  @Nullable String match;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: text).")
  Format format = Format.text;

  @Mixin RangeOptions range = new RangeOptions();
  @Mixin WaitOption wait = new WaitOption();
  @Mixin CollectorOptions collector = new CollectorOptions();

  private final Terminal terminal;

  DiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(base, candidate), wait.duration());
    switch (format) {
      case text -> DiffText.lines(client.get(query())).forEach(terminal::print);
      case json -> terminal.print(client.getText(query()));
      case html -> terminal.print(client.getText(query().with("format", "html")));
    }
    return ExitCode.OK;
  }

  private Query query() {
    return range.in(
        Query.of("/api/v1/diff")
            .with("service", service)
            .with("base", base)
            .with("candidate", candidate)
            .with("type", type)
            .with("match", match));
  }
}
