package io.pitot.benchmarks.agent;

import io.pitot.benchmarks.agent.Arms.Arm;
import io.pitot.benchmarks.agent.Results.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@link MapOperations} under JMH, one fork with the agent and one without in turn. */
public final class OperationCosts {
  private static final double UNCONTENDED_PERCENT = 10;
  private static final double ONE_BIN_PERCENT = 60;
  private static final double GET_NANOS = 0.7;
  private static final double PUT_NANOS = 1.5;

  private static final List<Load> LOADS =
      List.of(
          new Load("hashGetInteger", "HashMap.get(Integer)", 1, Comparison.ADDED, GET_NANOS),
          new Load("hashGetString", "HashMap.get(String)", 1, Comparison.ADDED, GET_NANOS),
          new Load("hashPutExisting", "HashMap.put, existing key", 1, Comparison.ADDED, PUT_NANOS),
          new Load("hashPutNew", "HashMap.put, new key", 1, Comparison.ADDED, PUT_NANOS),
          new Load("hashPutRemove", "HashMap.put and remove", 1, Comparison.ADDED, 2 * PUT_NANOS),
          new Load("concurrentGet", "ConcurrentHashMap.get", 1, Comparison.PERCENT, null),
          new Load(
              "concurrentPut",
              "ConcurrentHashMap.put, uncontended",
              1,
              Comparison.PERCENT,
              UNCONTENDED_PERCENT),
          new Load(
              "concurrentMerge",
              "ConcurrentHashMap.merge, uncontended",
              1,
              Comparison.PERCENT,
              UNCONTENDED_PERCENT),
          new Load(
              "concurrentPut", "ConcurrentHashMap.put, 2 threads", 2, Comparison.PERCENT, null),
          new Load(
              "concurrentPutOneBin",
              "ConcurrentHashMap.put, 2 threads, one bin",
              2,
              Comparison.PERCENT,
              ONE_BIN_PERCENT),
          new Load(
              "concurrentMergeOneBin",
              "ConcurrentHashMap.merge, 2 threads, one bin",
              2,
              Comparison.PERCENT,
              ONE_BIN_PERCENT));

  private static final Load CHECK_THEN_ACT =
      new Load("concurrentGetThenPut", "get, then put, hooks at both", 1, Comparison.ADDED, null);

  private record Load(
      String method, String figure, int threads, Comparison comparison, @Nullable Double bar) {}

  private final Arms arms;
  private final Results results;
  private final int rounds;

  public OperationCosts(Arms arms, Results results, int rounds) {
    this.arms = arms;
    this.results = results;
    this.rounds = rounds;
    // Rounds are told apart by who else runs here; a lock over all benchmarks helps nobody.
    System.setProperty("jmh.ignoreLock", "true");
  }

  public void measure(Jdk jdk) throws RunnerException {
    for (Load load : LOADS) {
      compare(jdk, load, Arm.ABSENT, Arm.ARMED);
    }
    measureCallSites(jdk);
  }

  /** Hooks at call sites, which are opt-in, over the other hooks. */
  public void measureCallSites(Jdk jdk) throws RunnerException {
    compare(jdk, CHECK_THEN_ACT, Arm.ARMED, Arm.CHECKING);
  }

  private void compare(Jdk jdk, Load load, Arm without, Arm with) throws RunnerException {
    double[] before = new double[rounds];
    double[] after = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      before[i] = nanos(jdk, load, without);
      after[i] = nanos(jdk, load, with);
    }
    results.compare(jdk, load.figure, "ns", before, after, load.comparison, load.bar);
  }

  /** The median of a fork's iterations. */
  private double nanos(Jdk jdk, Load load, Arm arm) throws RunnerException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-XX:StartFlightRecording"));
    flags.addAll(arms.flags(arm));
    double[] scores =
        new Runner(
                new OptionsBuilder()
                    .include(MapOperations.class.getName() + "\\." + load.method + "$")
                    .jvm(jdk.java().toString())
                    .jvmArgs(flags.toArray(new String[0]))
                    .threads(load.threads)
                    .forks(1)
                    .warmupIterations(4)
                    .warmupTime(TimeValue.milliseconds(400))
                    .measurementIterations(7)
                    .measurementTime(TimeValue.milliseconds(300))
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle().getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(IterationResult::getPrimaryResult)
                .mapToDouble(result -> result.getScore())
                .toArray();
    Arrays.sort(scores);
    return scores[scores.length / 2];
  }
}
