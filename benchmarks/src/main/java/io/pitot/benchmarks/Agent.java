package io.pitot.benchmarks;

import io.pitot.benchmarks.agent.Arms;
import io.pitot.benchmarks.agent.AttachPause;
import io.pitot.benchmarks.agent.Jdk;
import io.pitot.benchmarks.agent.OperationCosts;
import io.pitot.benchmarks.agent.ProgramCosts;
import io.pitot.benchmarks.agent.RaceProofs;
import io.pitot.benchmarks.agent.Results;
import io.pitot.benchmarks.agent.StartCosts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/**
 * {@code benchmarks/run agent [--rounds N] [SECTION...]}: what the map agent costs, armed against
 * absent, JVM by JVM in turn, on this JDK and a 25 where there is one. Sections: {@code operations}
 * (single operations of maps, under JMH), {@code check-then-act} (of these the hooks at call sites
 * alone), {@code start}, {@code attach}, {@code races} (how soon they are proven), {@code programs}
 * (javac, a database, a web service); all without arguments. Both arms record with JFR. Exit code 1
 * where a figure is beyond its bar.
 */
public final class Agent {
  private static final List<String> SECTIONS =
      List.of("operations", "check-then-act", "start", "attach", "races", "programs");
  private static final int ROUNDS = 3;

  private Agent() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, RunnerException {
    int rounds = ROUNDS;
    Set<String> sections = new LinkedHashSet<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--rounds") && i + 1 < arguments.length) {
        rounds = Integer.parseInt(arguments[++i]);
      } else if (SECTIONS.contains(arguments[i])) {
        sections.add(arguments[i]);
      } else {
        System.err.println("usage: benchmarks/run agent [--rounds N] " + SECTIONS);
        System.exit(2);
      }
    }
    Path jar = Path.of("jfr-events/target/pitot-agent.jar").toAbsolutePath();
    Path directory = Files.createTempDirectory("agent-benchmark");
    Results results = new Results();
    try {
      measure(
          sections.isEmpty() ? Set.copyOf(SECTIONS) : sections,
          rounds,
          new Arms(jar, directory),
          results,
          directory);
    } finally {
      delete(directory);
    }
    boolean within = results.printTable();
    System.out.println();
    System.out.println(machine());
    System.exit(within ? 0 : 1);
  }

  private static void measure(
      Set<String> sections, int rounds, Arms arms, Results results, Path directory)
      throws IOException, InterruptedException, RunnerException {
    System.out.println(machine());
    for (Jdk jdk : Jdk.all()) {
      if (sections.contains("operations")) {
        new OperationCosts(arms, results, rounds).measure(jdk);
      }
      if (sections.contains("check-then-act") && !sections.contains("operations")) {
        new OperationCosts(arms, results, rounds).measureCallSites(jdk);
      }
      if (sections.contains("start")) {
        new StartCosts(arms, results, 5 * rounds).measure(jdk);
      }
      if (sections.contains("attach")) {
        new AttachPause(arms, results, rounds, directory).measure(jdk);
      }
      if (sections.contains("races")) {
        new RaceProofs(arms, results, rounds).measure(jdk);
      }
      if (sections.contains("programs")) {
        new ProgramCosts(arms, results, rounds).measure(jdk, sources());
      }
    }
  }

  /** This project's own. */
  private static List<Path> sources() {
    return Stream.of("jfr-reader", "jfr-events", "daemon", "collector", "cli")
        .map(module -> Path.of(module, "src", "main", "java").toAbsolutePath())
        .toList();
  }

  private static String machine() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String model =
        Files.isReadable(info)
            ? Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor")
            : "unknown processor";
    return String.format(
        Locale.ROOT,
        "{\"machine\":\"%s, %d processors, %s %s\",\"loadAverage\":%.1f}",
        model,
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
