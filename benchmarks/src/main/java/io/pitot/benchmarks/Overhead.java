package io.pitot.benchmarks;

import io.pitot.benchmarks.agent.Jdk;
import io.pitot.benchmarks.node.ProcessUse;
import io.pitot.benchmarks.node.SwitchedArm;
import io.pitot.benchmarks.node.SwitchedCost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code benchmarks/run overhead [SECONDS_PER_JDK [REQUESTS_PER_SECOND]]}: what recording costs a
 * service with a fixed rate of requests, as a ratio and as milliseconds of CPU per second, on JDK
 * 17 and 25. Several shops run side by side; in some of them a profiler is switched on and off
 * every few seconds, all on the same clock, and one is left alone: what the machine does to all
 * cancels out. One arm switches nothing: its distance from 1 is what the method cannot resolve. CPU
 * is that of the JVM's threads but its compilers', and the moments after a switch are left out. The
 * agent is in a JVM of its own from the launch on, so that it stands apart: launches differ by
 * themselves.
 */
public final class Overhead {
  private static final long SETTLE_MILLIS = 1_500;
  private static final long MEASURED_MILLIS = 4_000;
  private static final int WARM_SECONDS = 30;
  private static final Path AGENT = Path.of("jfr-events/target/pitot-agent.jar").toAbsolutePath();

  private Overhead() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    double requestsPerSecond = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 100;
    Path directory = Files.createTempDirectory("pitot-overhead-");
    for (Jdk jdk : Jdk.all()) {
      measure(jdk, seconds, requestsPerSecond, directory);
    }
  }

  private static void measure(Jdk jdk, int seconds, double requestsPerSecond, Path directory)
      throws Exception {
    List<SwitchedArm> arms = new ArrayList<>();
    try {
      SwitchedArm still = SwitchedArm.nothing("unswitched", jdk, requestsPerSecond);
      arms.add(still);
      arms.add(SwitchedArm.nothing("A/A control", jdk, requestsPerSecond));
      arms.add(SwitchedArm.recording("recording", jdk, requestsPerSecond));
      arms.add(
          SwitchedArm.recording(
              "recording beside the agent", jdk, requestsPerSecond, "-javaagent:" + AGENT));
      arms.add(SwitchedArm.asyncProfiler("async-profiler", jdk, requestsPerSecond, directory));
      TimeUnit.SECONDS.sleep(WARM_SECONDS);
      warm(arms);
      System.err.println(jdk.version() + ": load " + ProcessUse.load());
      int cycles = (int) (seconds * 1_000L / (2 * (SETTLE_MILLIS + MEASURED_MILLIS)));
      for (int cycle = 0; cycle < cycles; cycle++) {
        interval(arms, true);
        interval(arms, false);
      }
      for (SwitchedArm arm : arms.subList(1, arms.size())) {
        SwitchedCost.of(arm, still).print("overhead %s: %s".formatted(jdk.version(), arm.name()));
      }
      SwitchedCost.printLevel(
          "overhead %s: launched with the agent, recording off".formatted(jdk.version()),
          arms.get(3),
          still);
    } finally {
      arms.forEach(SwitchedArm::close);
    }
  }

  /** The first start in a JVM's life is not what is measured. */
  private static void warm(List<SwitchedArm> arms) throws Exception {
    for (boolean on : new boolean[] {true, false, true, false}) {
      for (SwitchedArm arm : arms) {
        arm.become(on);
      }
      TimeUnit.MILLISECONDS.sleep(2 * SETTLE_MILLIS);
    }
  }

  private static void interval(List<SwitchedArm> arms, boolean on) throws Exception {
    for (SwitchedArm arm : arms) {
      arm.become(on);
    }
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    for (SwitchedArm arm : arms) {
      arm.begin();
    }
    TimeUnit.MILLISECONDS.sleep(MEASURED_MILLIS);
    for (SwitchedArm arm : arms) {
      arm.end(on);
    }
  }
}
