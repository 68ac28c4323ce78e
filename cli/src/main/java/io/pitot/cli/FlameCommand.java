package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code pitot flame S}. */
@Command(name = "flame", description = "A service's flame graph, in the format of your tool.")
final class FlameCommand implements Callable<Integer> {
  enum Format {
    collapsed,
    pprof,
    speedscope,
    html,
    json
  }

  @Parameters(paramLabel = "SERVICE")
  String service = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "cpu",
      description = "cpu, alloc, lock, park; 'pitot types' lists them (default: cpu).")
  String type = "cpu";

  @Option(names = "--release", paramLabel = "RELEASE", description = "Only this release.")
  @Nullable String release;

  @Option(
      names = "--match",
      paramLabel = "LABELS",
      description = "Only instances with these labels, for example '{jdk=\"17\"}'.")
  @Nullable String match;

  @Option(
      names = "--value",
      paramLabel = "VALUE",
      description = "count or sum (default: count for cpu, sum for the others).")
  @Nullable String value;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "collapsed",
      description = "${COMPLETION-CANDIDATES} (default: collapsed).")
  Format format = Format.collapsed;

  @Option(
      names = {"-f", "--output-file"},
      paramLabel = "FILE",
      description = "Write here, not to standard output.")
  @Nullable Path file;

  @Mixin RangeOptions range = new RangeOptions();
  @Mixin WaitOption wait = new WaitOption();
  @Mixin CollectorOptions collector = new CollectorOptions();

  private final Terminal terminal;

  FlameCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    if (format == Format.pprof && file == null && terminal.isOutTerminal()) {
      throw new Failure(
          ExitCode.USAGE, "pprof is binary and this is a terminal: add -f FILE, or a pipe");
    }
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal)
        .await(service, release == null ? List.of() : List.of(release), wait.duration());
    requireData(client.get(query().with("format", "json").with("maxNodes", "2")));
    write(client, query().with("format", format.name()));
    return ExitCode.OK;
  }

  private Query query() {
    return range.in(
        Query.of("/api/v1/flame")
            .with("service", service)
            .with("type", type)
            .with("release", release)
            .with("match", match)
            .with("value", value));
  }

  /** Says what the answer is of, and ends where there is nothing to draw. */
  private void requireData(JsonNode answer) throws Failure {
    if (answer.path("totalCount").asLong(0) == 0) {
      String message = answer.path("message").asString("");
      throw new Failure(
          ExitCode.UNKNOWN,
          message.isEmpty()
              ? "%s has no %s in this range: widen --from and --to".formatted(service, type)
              : message);
    }
    for (JsonNode left : answer.path("leftOut")) {
      terminal.note(
          "left out: %s instance(s) whose %s comes from %s on JDK %s; see them with --match '%s'"
              .formatted(
                  left.path("instances").asString("?"),
                  type,
                  left.path("source").asString("?"),
                  left.path("jdk").asString("?"),
                  left.path("match").asString("")));
    }
    for (JsonNode loss : answer.path("losses")) {
      terminal.note(
          "missing: %s %s, %s"
              .formatted(
                  loss.path("count").asString("?"),
                  loss.path("unit").asString(""),
                  loss.path("reason").asString("")));
    }
  }

  private void write(CollectorClient client, Query query) throws Failure {
    Path to = file;
    if (to == null) {
      writeOut(client, query);
      return;
    }
    try (OutputStream out = Files.newOutputStream(to)) {
      client.download(query, out);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot write %s (%s): name another file with -f".formatted(to, Reasons.of(e)),
          e);
    }
    terminal.note("wrote " + to);
  }

  private void writeOut(CollectorClient client, Query query) throws Failure {
    try {
      client.download(query, terminal.out());
      if (format != Format.pprof && format != Format.collapsed) {
        terminal.out().println();
      }
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot write to standard output: " + Reasons.of(e), e);
    }
  }
}
