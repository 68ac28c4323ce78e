package io.pitot.benchmarks.node;

import io.pitot.benchmarks.agent.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Shops with a fixed rate of requests, launched together. In some of them something is switched on
 * and off every few seconds, all on the same clock, and one is left alone: what the machine does to
 * all cancels out. CPU is that of the JVM's threads but its compilers', and the moments after a
 * switch are left out.
 */
public final class SwitchedShops implements AutoCloseable {
  public static final String RECORDING = "recording";
  public static final String ASYNC_PROFILER = "async-profiler";
  private static final String CONTROL = "A/A control";
  private static final String SHORT_PARKS =
      "recording with short parks, as in its first half minute";
  private static final String BESIDE_AGENT = "recording beside the agent";

  private static final int WARM_SECONDS = 25;
  private static final long SETTLE_MILLIS = 1_000;
  private static final long MEASURED_MILLIS = 3_000;

  private final SwitchedArm still;
  private final SwitchedArm control;
  private final SwitchedArm recording;
  private final SwitchedArm shortParks;
  private final SwitchedArm besideAgent;
  private final SwitchedArm asyncProfiler;
  private final List<SwitchedArm> arms = new ArrayList<>();

  private SwitchedShops(Jdk jdk, double requestsPerSecond, Path agent, Path directory)
      throws IOException {
    try {
      still = add(SwitchedArm.nothing("unswitched", jdk, requestsPerSecond));
      control = add(SwitchedArm.nothing(CONTROL, jdk, requestsPerSecond));
      recording = add(SwitchedArm.recording(RECORDING, jdk, requestsPerSecond));
      shortParks = add(SwitchedArm.recordingShortParks(SHORT_PARKS, jdk, requestsPerSecond));
      besideAgent =
          add(SwitchedArm.recording(BESIDE_AGENT, jdk, requestsPerSecond, "-javaagent:" + agent));
      asyncProfiler =
          add(SwitchedArm.asyncProfiler(ASYNC_PROFILER, jdk, requestsPerSecond, directory));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  public static SwitchedShops start(Jdk jdk, double requestsPerSecond, Path agent, Path directory)
      throws IOException {
    return new SwitchedShops(jdk, requestsPerSecond, agent, directory);
  }

  private SwitchedArm add(SwitchedArm arm) {
    arms.add(arm);
    return arm;
  }

  /** Neither a JVM's first minute nor the first start in its life is what is measured. */
  public void warm() throws Exception {
    TimeUnit.SECONDS.sleep(WARM_SECONDS);
    for (boolean on : new boolean[] {true, false, true, false}) {
      become(on);
      TimeUnit.MILLISECONDS.sleep(2 * SETTLE_MILLIS);
    }
  }

  public void run(int seconds) throws Exception {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() - endNanos < 0) {
      interval(true);
      interval(false);
    }
  }

  private void interval(boolean on) throws Exception {
    become(on);
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    for (SwitchedArm arm : arms) {
      arm.begin();
    }
    TimeUnit.MILLISECONDS.sleep(MEASURED_MILLIS);
    for (SwitchedArm arm : arms) {
      arm.end(on);
    }
  }

  private void become(boolean on) throws Exception {
    for (SwitchedArm arm : arms) {
      arm.become(on);
    }
  }

  /** By what was switched. */
  public Map<String, SwitchedCost> costs() {
    Map<String, SwitchedCost> costs = new TreeMap<>();
    for (SwitchedArm arm : List.of(control, recording, shortParks, besideAgent, asyncProfiler)) {
      costs.put(arm.name(), SwitchedCost.of(arm, still));
    }
    return costs;
  }

  /** JVMs side by side: what two that were launched alike differ by is not resolved. */
  public void printLevels(String launched) {
    System.out.println(SwitchedCost.level(launched + ": unswitched", still.offMillis()));
    System.out.println(
        SwitchedCost.difference(control.offMillis(), still.offMillis())
            .line(launched + ", side by side: two alike", ""));
    System.out.println(
        SwitchedCost.difference(besideAgent.offMillis(), still.offMillis())
            .line(launched + ", side by side: the agent, recording off", ""));
    System.out.println(
        SwitchedCost.difference(besideAgent.onMillis(), recording.onMillis())
            .line(launched + ", side by side: the agent, recording on", ""));
  }

  @Override
  public void close() {
    arms.forEach(SwitchedArm::close);
  }
}
