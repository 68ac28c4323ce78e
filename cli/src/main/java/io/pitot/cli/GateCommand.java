package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code pitot gate S BASE CANDIDATE}: the verdict is the exit code. */
@Command(
    name = "gate",
    description = "Whether a rollout may go on: what got worse from one release to another.",
    footer = {
      "",
      "Exit codes of this command: 0 PASS, 1 FAIL, 2 INCONCLUSIVE, 3 and above: an error."
    })
final class GateCommand implements Callable<Integer> {
  static final int PASS = 0;
  static final int FAIL = 1;
  static final int INCONCLUSIVE = 2;

  private static final String LIMIT_SECONDS = "55";

  @Parameters(index = "0", paramLabel = "SERVICE")
  String service = "";

  @Parameters(index = "1", paramLabel = "BASE", description = "The release to compare with.")
  String base = "";

  @Parameters(index = "2", paramLabel = "CANDIDATE", description = "The release in question.")
  String candidate = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "cpu, alloc, lock, park, map_contention, map_resize, gc_pause; may be given several"
              + " times; the worst verdict counts (default: those of the policy, else cpu and"
              + " alloc, and beside them gc_pause, lock, map_contention and map_resize where there"
              + " are any).")
  List<String> types = List.of();

  @Option(
      names = "--match",
      paramLabel = "LABELS",
      description = "Only instances with these labels, for example '{jdk=\"17\"}'.")
  @Nullable String match;

  @Option(
      names = "--expect-improvement",
      paramLabel = "FRAME",
      description =
          "PASS only when this frame, or something it calls, got significantly cheaper:"
              + " package.Class.method, or the end of it.")
  @Nullable String improved;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "Bars and exceptions (default: the collector's); docs/gate.md describes it.")
  @Nullable Path policy;

  @Mixin RangeOptions range = new RangeOptions();
  @Mixin ListFormat output = new ListFormat();
  @Mixin WaitOption wait = new WaitOption();
  @Mixin CollectorOptions collector = new CollectorOptions();

  private final Terminal terminal;

  GateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    try {
      return verdict();
    } catch (Failure e) {
      // 1 and 2 are verdicts here; whatever went wrong is none.
      throw e.exitCode() > INCONCLUSIVE
          ? e
          : new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    }
  }

  private int verdict() throws Failure {
    String policyText = policy == null ? null : PolicyText.read(policy);
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal).await(service, List.of(base, candidate), wait.duration());
    String answer =
        policyText == null
            ? client.getText(query())
            : client.postText(query(), "application/yaml", policyText);
    var gate = new JsonMapper().readTree(answer);
    if (output.isJson()) {
      terminal.print(answer);
    } else {
      GateText.lines(gate).forEach(terminal::print);
    }
    String verdict = gate.path("verdict").asString("");
    return switch (verdict) {
      case "PASS" -> PASS;
      case "FAIL" -> FAIL;
      case "INCONCLUSIVE" -> INCONCLUSIVE;
      default ->
          throw new Failure(
              ExitCode.FAILED,
              "the collector's verdict is '%s', which this version does not know"
                  .formatted(verdict));
    };
  }

  private Query query() {
    Query query =
        range.in(
            Query.of("/api/v1/gate")
                .with("service", service)
                .with("base", base)
                .with("candidate", candidate)
                .with("match", match)
                .with("expectImprovement", improved)
                .with("timeoutSeconds", LIMIT_SECONDS));
    for (String type : types) {
      query = query.with("type", type);
    }
    return query;
  }
}
