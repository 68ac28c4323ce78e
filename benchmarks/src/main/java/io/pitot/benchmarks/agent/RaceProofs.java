package io.pitot.benchmarks.agent;

import io.pitot.benchmarks.agent.Arms.Arm;
import java.io.IOException;
import java.util.List;

/** How soon the agent proves a race, for each kind of map. */
public final class RaceProofs {
  private static final double FIRST_SECONDS = 1;

  private final Arms arms;
  private final Results results;
  private final int rounds;

  public RaceProofs(Arms arms, Results results, int rounds) {
    this.arms = arms;
    this.results = results;
    this.rounds = rounds;
  }

  public void measure(Jdk jdk) throws IOException, InterruptedException {
    for (Racers.Kind kind : Racers.Kind.values()) {
      double[] seconds = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        seconds[i] =
            arms.run(jdk, Arm.ARMED, List.of("-Xmx256m"), Racers.class, kind.name())
                .figure("firstSeconds");
      }
      String figure = "first proof of a race, 2 threads, " + kind.text;
      results.state(jdk, figure, "s", seconds, FIRST_SECONDS);
    }
  }
}
