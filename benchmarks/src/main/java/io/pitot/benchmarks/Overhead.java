package io.pitot.benchmarks;

import io.pitot.benchmarks.agent.Jdk;
import io.pitot.benchmarks.node.ProcessUse;
import io.pitot.benchmarks.node.SaturatedShops;
import io.pitot.benchmarks.node.SwitchedCost;
import io.pitot.benchmarks.node.SwitchedShops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code benchmarks/run overhead [SECONDS_PER_JDK [REQUESTS_PER_SECOND]]}: what watching costs a
 * service, on JDK 17 and 25. Takes three and a half minutes for each JDK besides its seconds.
 *
 * <p>{@link SwitchedShops}: at a fixed rate of requests, the recording and async-profiler switched
 * on and off inside running JVMs, as a ratio and as milliseconds of CPU per second; the control
 * that switches nothing tells what is not resolved. Each launch stands by itself first, for
 * launches differ by themselves; then all together. {@link SaturatedShops}: the recording and the
 * agent in JVMs side by side that serve as fast as they can.
 */
public final class Overhead {
  private static final int LAUNCHES = 2;

  /** What the recording may cost, in milliseconds of CPU per second, and beside async-profiler. */
  private static final double MOST_MILLIS_17 = 4;

  private static final double MOST_MILLIS = 6;
  private static final double MOST_OF_ASYNC_PROFILER = 0.5;

  private static final Path AGENT = Path.of("jfr-events/target/pitot-agent.jar").toAbsolutePath();

  private Overhead() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 130;
    double requestsPerSecond = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 800;
    Path directory = Files.createTempDirectory("pitot-overhead-");
    for (Jdk jdk : Jdk.all()) {
      String name = "overhead " + jdk.version();
      switching(name, jdk, seconds / LAUNCHES, requestsPerSecond, directory);
      for (int launch = 1; launch <= LAUNCHES; launch++) {
        SaturatedShops.measure("%s, launch %d, saturated".formatted(name, launch), jdk, AGENT);
      }
    }
  }

  private static void switching(
      String name, Jdk jdk, int seconds, double requestsPerSecond, Path directory)
      throws Exception {
    Map<String, List<SwitchedCost>> costs = new TreeMap<>();
    for (int launch = 1; launch <= LAUNCHES; launch++) {
      try (SwitchedShops shops = SwitchedShops.start(jdk, requestsPerSecond, AGENT, directory)) {
        shops.warm();
        System.err.println(name + ": load " + ProcessUse.load());
        shops.run(seconds);
        String launched = "%s, launch %d".formatted(name, launch);
        shops.printLevels(launched);
        shops
            .costs()
            .forEach(
                (arm, cost) -> {
                  System.out.println(cost.line(launched + ": " + arm, ""));
                  costs.computeIfAbsent(arm, key -> new ArrayList<>()).add(cost);
                });
      }
    }
    printTogether(name, jdk.version().startsWith("17") ? MOST_MILLIS_17 : MOST_MILLIS, costs);
  }

  private static void printTogether(
      String name, double mostMillis, Map<String, List<SwitchedCost>> costs) {
    Map<String, SwitchedCost> together = new TreeMap<>();
    costs.forEach((arm, launches) -> together.put(arm, SwitchedCost.together(launches)));
    together.forEach(
        (arm, cost) -> {
          boolean isJudged = arm.equals(SwitchedShops.RECORDING);
          System.out.println(
              cost.line(name + ": " + arm, isJudged ? cost.verdict(mostMillis) : ""));
        });
    SwitchedCost recording = together.getOrDefault(SwitchedShops.RECORDING, SwitchedCost.NONE);
    SwitchedCost peer = together.getOrDefault(SwitchedShops.ASYNC_PROFILER, SwitchedCost.NONE);
    System.out.println(
        recording.share(
            name + ": recording, as a part of async-profiler's cost",
            peer,
            MOST_OF_ASYNC_PROFILER));
  }
}
