package io.pitot.benchmarks.agent;

import io.pitot.benchmarks.agent.Arms.Arm;
import io.pitot.benchmarks.agent.Arms.Run;
import io.pitot.benchmarks.agent.Results.Comparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Whole programs, one run with the agent and one without in turn. */
public final class ProgramCosts {
  private final Arms arms;
  private final Results results;
  private final int rounds;

  public ProgramCosts(Arms arms, Results results, int rounds) {
    this.arms = arms;
    this.results = results;
    this.rounds = rounds;
  }

  public void measure(Jdk jdk, List<Path> sources) throws IOException, InterruptedException {
    String[] paths = sources.stream().map(Path::toString).toArray(String[]::new);
    Run[][] compiled = runs(jdk, CompilerLoad.class, paths);
    compare(jdk, "javac, this project", "s", compiled, run -> run.figure("seconds"));
    compare(jdk, "javac, this project, CPU", "s", compiled, run -> run.figure("cpuSeconds"));
    Run[][] database = runs(jdk, DatabaseLoad.class);
    compare(jdk, "H2, 2 clients, a transaction", "us", database, run -> run.figure("micros"));
    compare(jdk, "H2, CPU", "us", database, run -> run.figure("cpuMicros"));
    Run[][] service = runs(jdk, ServiceLoad.class);
    compare(
        jdk, "Jetty and shop at saturation, a request", "us", service, run -> run.figure("micros"));
    compare(jdk, "Jetty and shop, p99", "us", service, run -> run.figure("p99Micros"));
    compare(jdk, "Jetty and shop, CPU", "us", service, run -> run.figure("cpuMicros"));
  }

  /** Without the agent, and with it. */
  private Run[][] runs(Jdk jdk, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> flags = List.of("-Xms512m", "-Xmx512m", "-XX:StartFlightRecording");
    Run[][] runs = new Run[2][rounds];
    for (int i = 0; i < rounds; i++) {
      runs[0][i] = arms.run(jdk, Arm.ABSENT, flags, program, arguments);
      runs[1][i] = arms.run(jdk, Arm.ARMED, flags, program, arguments);
    }
    return runs;
  }

  private void compare(
      Jdk jdk, String figure, String unit, Run[][] runs, ToDoubleFunction<Run> value) {
    double[] absent = Arrays.stream(runs[0]).mapToDouble(value).toArray();
    double[] armed = Arrays.stream(runs[1]).mapToDouble(value).toArray();
    results.compare(jdk, figure, unit, absent, armed, Comparison.PERCENT, null);
  }
}
