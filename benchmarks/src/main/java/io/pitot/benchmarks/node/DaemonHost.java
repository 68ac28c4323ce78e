package io.pitot.benchmarks.node;

import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.budget.Budgets;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.metrics.StatusAddress;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A daemon in a process of its own: {@code DaemonHost STATE COLLECTOR_PORT MATCH}. Prints the port
 * of its figures; ends with its standard input.
 */
public final class DaemonHost {
  private DaemonHost() {}

  public static void main(String[] arguments) throws Exception {
    DaemonConfig config =
        DaemonConfig.defaults(Path.of(arguments[0]))
            .withCollector("127.0.0.1", Integer.parseInt(arguments[1]))
            .withTargets(
                new TargetRules(
                    Set.of(), Optional.of(Pattern.compile(arguments[2])), Optional.empty(), false),
                WarmPolicy.NOW)
            .withBudgets(Budgets.DEFAULT)
            .withStatus(new StatusAddress("127.0.0.1", 0, true));
    try (Daemon daemon = Daemon.start(config)) {
      System.out.println("port " + daemon.statusPort().orElseThrow());
      while (System.in.read() >= 0) {}
    }
  }
}
