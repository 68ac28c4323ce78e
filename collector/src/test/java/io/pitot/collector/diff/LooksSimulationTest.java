package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A release compared with itself at all looks of the continuous comparison: the same instances,
 * whose data double from 5 min on, the n-th look at 1/2^n of the rate. A run's seed is its number.
 */
class LooksSimulationTest {
  private static final int RUNS = Integer.getInteger("pitot.looks.runs", 60);
  private static final int INSTANCES = Integer.getInteger("pitot.looks.instances", 4);
  private static final int EVENTS = 500;
  private static final int FIRST_SEED = 60_000;
  private static final int[] WINDOWS = {30, 60, 120, 240, 480, 960, 1920, 3840};

  @Test
  void allLooksTogetherRaiseNoMoreFalseAlarmsThanOne() {
    List<Integer> alarms = new ArrayList<>();
    int[] byLook = new int[WINDOWS.length];
    for (int seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      List<Report> looks =
          new Simulation(seed)
              .looks(
                  INSTANCES,
                  WINDOWS,
                  EVENTS,
                  look -> DiffParameters.DEFAULT.spending(Math.pow(0.5, look)));
      for (int look = 0; look < looks.size(); look++) {
        byLook[look] += looks.get(look).verdict() == Verdict.FAIL ? 1 : 0;
      }
      if (looks.stream().anyMatch(look -> look.verdict() == Verdict.FAIL)) {
        alarms.add(seed);
      }
    }
    System.out.printf(
        "simulation: %d releases on %d instances against themselves at %d looks:"
            + " %d with an alarm %s, by look %s%n",
        RUNS, INSTANCES, WINDOWS.length, alarms.size(), alarms, Arrays.toString(byLook));
    // One in a hundred is the promise; the bound lets a true rate of that pass 99 of 100 times.
    double bound = RUNS * 0.01 + 2.33 * Math.sqrt(RUNS * 0.01);
    assertTrue(alarms.size() <= bound, () -> "at most %.1f, seeds %s".formatted(bound, alarms));
  }
}
