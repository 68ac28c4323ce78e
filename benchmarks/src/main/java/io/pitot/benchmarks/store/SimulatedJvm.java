package io.pitot.benchmarks.store;

import io.pitot.collector.store.ProfileType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One instance of a service: in each window it is found at so many stacks of each type, a tenth of
 * them others than in the window before.
 */
final class SimulatedJvm {
  /**
   * A type and how many stacks of it a window has.
   *
   * @param skew 1 where all stacks are met as often, more where some are more often
   */
  record Load(ProfileType type, int stacks, long meanSum, int skew) {
    /** A few stacks are in nearly every window, most are rare. */
    Load(ProfileType type, int stacks, long meanSum) {
      this(type, stacks, meanSum, 3);
    }

    boolean sumsAreCounts() {
      return meanSum == 0;
    }
  }

  static final List<Load> ALL_TYPES =
      List.of(
          new Load(new ProfileType("cpu", "jdk.ExecutionSample", "samples"), 800, 0),
          new Load(new ProfileType("alloc", "jdk.ObjectAllocationSample", "bytes"), 600, 500_000),
          new Load(new ProfileType("lock", "jdk.JavaMonitorEnter", "nanoseconds"), 400, 30_000_000),
          new Load(new ProfileType("park", "jdk.ThreadPark", "nanoseconds"), 200, 300_000_000));

  private static final double CHURN = 0.1;

  final ServiceProgram program;
  final String targetId;
  final Map<String, String> labels;
  private final List<Load> loads;
  private final int[][] working;
  private final Random random;

  SimulatedJvm(ServiceProgram program, int number, List<Load> loads) {
    this.program = program;
    this.loads = loads;
    this.random = new Random(31L * program.service.hashCode() + number);
    this.targetId = "node-%d/%s/%d".formatted(number / 20, program.service, number);
    this.labels =
        Map.of(
            "service",
            program.service,
            "release",
            number % 2 == 0 ? "1.0" : "1.1",
            "instance",
            program.service + "-" + number,
            "node",
            "node-" + number / 20,
            "jdk",
            "17");
    this.working = loads.stream().map(load -> new int[load.stacks]).toArray(int[][]::new);
    for (int load = 0; load < working.length; load++) {
      int skew = loads.get(load).skew;
      Arrays.setAll(working[load], i -> program.draw(random, skew));
    }
  }

  /** Goes on to the next window. */
  void advance() {
    for (int load = 0; load < working.length; load++) {
      for (int i = 0; i < working[load].length; i++) {
        if (random.nextDouble() < CHURN) {
          working[load][i] = program.draw(random, loads.get(load).skew);
        }
      }
    }
  }

  /** What the daemon sends of the present window. */
  WindowContent content(WindowContent.Scratch scratch) {
    return scratch.content(this);
  }

  List<Load> loads() {
    return loads;
  }

  int[] working(int load) {
    return working[load];
  }

  /** How often a stack was met: mostly once. */
  long count() {
    long count = 1;
    while (random.nextInt(3) == 0) {
      count++;
    }
    return count;
  }

  /** Sums are of no round numbers. */
  long sum(Load load, long count) {
    return load.sumsAreCounts()
        ? count
        : count + (long) (count * load.meanSum * -Math.log(1 - random.nextDouble()));
  }
}
