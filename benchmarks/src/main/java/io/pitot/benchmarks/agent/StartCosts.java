package io.pitot.benchmarks.agent;

import io.pitot.benchmarks.agent.Arms.Arm;
import io.pitot.benchmarks.agent.Results.Comparison;
import java.io.IOException;
import java.util.List;

/** How much longer a program that does nothing takes, with a recording and without one. */
public final class StartCosts {
  private static final double ADDED_MILLIS = 150;

  private final Arms arms;
  private final Results results;
  private final int rounds;

  public StartCosts(Arms arms, Results results, int rounds) {
    this.arms = arms;
    this.results = results;
    this.rounds = rounds;
  }

  public void measure(Jdk jdk) throws IOException, InterruptedException {
    measure(jdk, "start, over an agent that does nothing", List.of());
    measure(
        jdk,
        "start while recording, over an agent that does nothing",
        List.of("-XX:StartFlightRecording"));
  }

  private void measure(Jdk jdk, String figure, List<String> flags)
      throws IOException, InterruptedException {
    double[] idle = new double[rounds];
    double[] armed = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      idle[i] = arms.run(jdk, Arm.IDLE, flags, Idle.class).wallMillis();
      armed[i] = arms.run(jdk, Arm.ARMED, flags, Idle.class).wallMillis();
    }
    results.compare(jdk, figure, "ms", idle, armed, Comparison.ADDED, ADDED_MILLIS);
  }
}
