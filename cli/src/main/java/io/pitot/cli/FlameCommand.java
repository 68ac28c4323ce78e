package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.file.FileProfile;
import io.pitot.cli.file.FlameFormat;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import io.pitot.collector.tree.Value;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code pitot flame S}, and {@code pitot flame --file FILE} without a collector. */
@Command(
    name = "flame",
    description =
        "The flame graph of a service, or of a file without any collector, in the format of your"
            + " tool.")
final class FlameCommand implements Callable<Integer> {
  /** What only a collector can be asked for. */
  private static final List<String> NOT_OF_A_FILE =
      List.of("--release", "--match", "--from", "--to", "--collector", "--wait");

  @Parameters(paramLabel = "SERVICE", arity = "0..1")
  String service = "";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Of this recording, pprof profile or file of collapsed stacks; - is standard input.")
  @Nullable String input;

  @Option(
      names = "--event",
      paramLabel = "EVENT",
      description =
          "With --file: of all events of this type, such as jdk.FileRead, by their stacks as"
              + " recorded.")
  @Nullable String event;

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
  FlameFormat format = FlameFormat.collapsed;

  @Option(
      names = {"-f", "--output-file"},
      paramLabel = "FILE",
      description = "Write here, not to standard output.")
  @Nullable Path file;

  @Mixin RangeOptions range = new RangeOptions();
  @Mixin WaitOption wait = new WaitOption();
  @Mixin CollectorOptions collector = new CollectorOptions();

  @Spec CommandSpec spec;

  private final Terminal terminal;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FlameCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    if (format == FlameFormat.pprof && file == null && terminal.isOutTerminal()) {
      throw new Failure(
          ExitCode.USAGE, "pprof is binary and this is a terminal: add -f FILE, or a pipe");
    }
    if (input != null) {
      return ofFile(input);
    }
    if (event != null) {
      throw new Failure(ExitCode.USAGE, "--event is for files: add --file FILE");
    }
    if (service.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required parameter: 'SERVICE', or --file FILE");
    }
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal)
        .await(service, release == null ? List.of() : List.of(release), wait.duration());
    requireData(client.get(query().with("format", "json").with("maxNodes", "2")));
    write(out -> client.download(query().with("format", format.name()), out));
    return ExitCode.OK;
  }

  private int ofFile(String name) throws Failure {
    ParseResult given = spec.commandLine().getParseResult();
    for (String option : NOT_OF_A_FILE) {
      if (given.hasMatchedOption(option)) {
        throw new Failure(
            ExitCode.USAGE, option + " is about a collector's data, not about a file");
      }
    }
    if (!service.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE, "name a service or --file, not both: '%s'".formatted(service));
    }
    Value asked = value == null ? null : FileFlame.value(value);
    FileProfile profile =
        new FileFlame(terminal, name).read(event, type, given.hasMatchedOption("--type"));
    if (asked == Value.SUM && profile.tree().totalSum() == 0) {
      terminal.note(
          "%s adds up to nothing here: --value count draws its %d events"
              .formatted(profile.type(), profile.tree().totalCount()));
    }
    write(
        out ->
            format.write(
                FileFlame.title(name),
                profile,
                asked == null ? profile.defaultValue() : asked,
                out));
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

  /** Writes the answer somewhere. */
  @FunctionalInterface
  private interface Content {
    void to(OutputStream out) throws Failure, IOException;
  }

  private void write(Content content) throws Failure {
    Path to = file;
    if (to == null) {
      writeOut(content);
      return;
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
      content.to(out);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot write %s (%s): name another file with -f".formatted(to, Reasons.of(e)),
          e);
    }
    terminal.note("wrote " + to);
  }

  private void writeOut(Content content) throws Failure {
    try {
      content.to(terminal.out());
      if (format != FlameFormat.pprof && format != FlameFormat.collapsed) {
        terminal.out().println();
      }
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot write to standard output: " + Reasons.of(e), e);
    }
  }
}
