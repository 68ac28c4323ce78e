package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Table;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.LocalJvms;
import io.pitot.cli.remote.Query;
import io.pitot.cli.remote.Target;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.JvmListing;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.target.TargetIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code pitot jvms}: looks for itself, so it needs neither daemon nor collector; where a collector
 * answers, it tells what the daemon makes of each JVM.
 */
@Command(
    name = "jvms",
    description = "The JVMs on this machine, and what would keep Pitot from recording them.")
final class JvmsCommand implements Callable<Integer> {
  @Mixin CollectorOptions collector = new CollectorOptions();
  @Mixin ListFormat output = new ListFormat();

  private static final String NOT_RECORDED = "not recorded";

  private final Terminal terminal;

  JvmsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One line of the listing. */
  private record Row(TargetIdentity identity, int pid, String state, String reason, String remedy) {
    String label(String name) {
      return identity.labels().getOrDefault(name, "");
    }
  }

  @Override
  public Integer call() throws Failure {
    JvmListing listing = LocalJvms.look(TargetRules.ALL, WarmPolicy.NEVER);
    Map<String, Target> reported = reported();
    List<Row> rows = listing.jvms().stream().map(entry -> row(entry, reported)).toList();
    if (output.isJson()) {
      terminal.print(json(rows, listing.unreadable()));
    } else {
      print(rows, listing.unreadable());
    }
    return ExitCode.OK;
  }

  /** What a daemon on this machine told the collector, by target; nothing without a collector. */
  private Map<String, Target> reported() {
    Map<String, Target> byId = new HashMap<>();
    try {
      JsonNode answer =
          collector.client().get(Query.of("/api/v1/targets").with("node", DaemonConfig.hostName()));
      for (JsonNode target : answer.path("targets")) {
        byId.put(target.path("id").asString(""), Target.of(target));
      }
    } catch (Failure e) {
      // Most who ask which JVMs there are have no collector yet.
      if (collector.isDefault()) {
        terminal.progress(String.valueOf(e.getMessage()));
      } else {
        terminal.note("what a daemon says of them is not known: " + e.getMessage());
      }
    }
    return byId;
  }

  private static Row row(JvmListing.Entry entry, Map<String, Target> reported) {
    TargetIdentity identity = entry.jvm().identity();
    int pid = entry.jvm().pid();
    Target target = reported.get(identity.id());
    if (target != null) {
      return new Row(identity, pid, target.state(), target.reason(), target.remedy());
    }
    return entry
        .refusal()
        .map(refusal -> new Row(identity, pid, "refused", refusal.reason(), refusal.remedy()))
        .orElseGet(() -> notReported(identity, pid, !reported.isEmpty()));
  }

  /** Nothing would keep it from being recorded. */
  private static Row notReported(TargetIdentity identity, int pid, boolean hasDaemon) {
    return hasDaemon
        ? new Row(
            identity,
            pid,
            NOT_RECORDED,
            "the daemon of this machine does not report it",
            "a JVM of a few seconds will be; else see the daemon's --match, --exclude and --pid")
        : new Row(
            identity,
            pid,
            NOT_RECORDED,
            "no daemon of this machine reports to the collector",
            "start one: pitot daemon, or for this JVM alone pitot up --pid " + pid);
  }

  private void print(List<Row> rows, int unreadable) {
    Table table = new Table("PID", "SERVICE", "RELEASE", "JDK", "STATE", "WHY");
    for (Row row : rows) {
      table.row(
          Integer.toString(row.pid()),
          row.label(TargetIdentity.SERVICE),
          row.label(TargetIdentity.RELEASE),
          row.label(TargetIdentity.JDK),
          row.state(),
          row.remedy().isEmpty() ? row.reason() : row.reason() + " (" + row.remedy() + ")");
    }
    table.lines().forEach(terminal::print);
    if (unreadable > 0 && !System.getProperty("user.name", "").equals("root")) {
      terminal.note(
          "processes of other users that may be JVMs: " + unreadable + "; root would see them");
    }
  }

  private static String json(List<Row> rows, int unreadable) {
    ObjectNode answer = new JsonMapper().createObjectNode();
    ArrayNode jvms = answer.putArray("jvms");
    for (Row row : rows) {
      ObjectNode jvm = jvms.addObject();
      jvm.put("pid", row.pid());
      for (String label :
          List.of(
              TargetIdentity.SERVICE,
              TargetIdentity.RELEASE,
              TargetIdentity.INSTANCE,
              TargetIdentity.NODE,
              TargetIdentity.JDK)) {
        jvm.put(label, row.label(label));
      }
      jvm.put("state", row.state());
      jvm.put("reason", row.reason());
      jvm.put("remedy", row.remedy());
    }
    answer.put("unreadable", unreadable);
    return answer.toString();
  }
}
