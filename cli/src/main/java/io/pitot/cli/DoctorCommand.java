package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.doctor.Check;
import io.pitot.cli.doctor.CollectorChecks;
import io.pitot.cli.doctor.FolderChecks;
import io.pitot.cli.doctor.JvmChecks;
import io.pitot.cli.doctor.MachineChecks;
import io.pitot.cli.local.LocalJvms;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pitot doctor}. */
@Command(
    name = "doctor",
    description = {
      "What would keep Pitot from working here, and what to do about it. Looks only: nothing is"
          + " attached to, created or changed.",
      "Exit code 1 when there is a problem; warnings are none."
    })
final class DoctorCommand implements Callable<Integer> {
  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin ListFormat output = new ListFormat();

  @Option(
      names = "--ingest",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7576",
      converter = Address.Converter.class,
      description = "The collector's address for daemons (default: ${DEFAULT-VALUE}).")
  Address ingest =
      new Address(DaemonConfig.DEFAULT_COLLECTOR_HOST, DaemonConfig.DEFAULT_COLLECTOR_PORT);

  @Option(names = "--state", paramLabel = "DIR", description = "The daemon's --state.")
  @Nullable Path state;

  @Option(names = "--data", paramLabel = "DIR", description = "The collector's --data.")
  @Nullable Path data;

  private final Terminal terminal;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    List<Check> checks = checks();
    if (output.isJson()) {
      terminal.print(json(checks));
    } else {
      checks.forEach(this::print);
    }
    return checks.stream().anyMatch(check -> check.result() == Check.Result.PROBLEM)
        ? ExitCode.NEGATIVE
        : ExitCode.OK;
  }

  private List<Check> checks() throws Failure {
    List<Check> checks = new ArrayList<>(MachineChecks.all());
    checks.add(
        FolderChecks.of("daemon's state", state == null ? Folders.of("daemon") : state, "--state"));
    checks.add(
        FolderChecks.of(
            "collector's data", data == null ? Folders.of("collector") : data, "--data"));
    terminal.progress("asking the collector at " + collector.collector);
    checks.addAll(
        CollectorChecks.of(
            collector.client(), collector.collector.toString(), ingest.host(), ingest.port()));
    terminal.progress("looking for JVMs");
    checks.addAll(JvmChecks.of(LocalJvms.look(TargetRules.ALL, WarmPolicy.NEVER)));
    return checks;
  }

  private void print(Check check) {
    terminal.print("%-8s %s: %s".formatted(word(check.result()), check.subject(), check.says()));
    if (!check.remedy().isEmpty()) {
      terminal.print(" ".repeat(9) + "-> " + check.remedy());
    }
  }

  private static String word(Check.Result result) {
    return result == Check.Result.OK ? "ok" : result.name();
  }

  private static String json(List<Check> checks) {
    ObjectNode answer = new JsonMapper().createObjectNode();
    ArrayNode array = answer.putArray("checks");
    for (Check check : checks) {
      array
          .addObject()
          .put("result", check.result().name().toLowerCase(Locale.ROOT))
          .put("subject", check.subject())
          .put("says", check.says())
          .put("remedy", check.remedy());
    }
    return answer.toString();
  }
}
