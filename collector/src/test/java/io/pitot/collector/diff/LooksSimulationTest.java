package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A release compared with itself at all looks of the continuous comparison: data doubles from 5 min
 * on, the n-th look spends 1/2^n of the rate. The data of the looks are independent, which is worse
 * than growing data, where alarms coincide. A run's seed is its number.
 */
class LooksSimulationTest {
  private static final int RUNS = Integer.getInteger("pitot.looks.runs", 60);
  private static final int[] WINDOWS = {30, 60, 120, 240, 480, 960, 1920, 3840};

  @Test
  void allLooksTogetherRaiseNoMoreFalseAlarmsThanOne() {
    List<Integer> alarms = new ArrayList<>();
    int[] byLook = new int[WINDOWS.length];
    for (int seed = 0; seed < RUNS; seed++) {
      Simulation service = new Simulation(50_000 + seed);
      boolean fails = false;
      for (int look = 1; look <= WINDOWS.length; look++) {
        Report report =
            service.compare(
                service.same(),
                new Simulation.Design(4, WINDOWS[look - 1], 500),
                DiffParameters.DEFAULT.spending(Math.pow(0.5, look)));
        if (report.verdict() == Verdict.FAIL) {
          fails = true;
          byLook[look - 1]++;
        }
      }
      if (fails) {
        alarms.add(50_000 + seed);
      }
    }
    System.out.printf(
        "simulation: %d releases against themselves at %d looks: %d with an alarm %s, by look %s%n",
        RUNS, WINDOWS.length, alarms.size(), alarms, List.of(boxed(byLook)));
    // One in a hundred is the promise; the bound lets a true rate of that pass 99 of 100 times.
    double bound = RUNS * 0.01 + 2.33 * Math.sqrt(RUNS * 0.01);
    assertTrue(alarms.size() <= bound, () -> "at most %.1f, seeds %s".formatted(bound, alarms));
  }

  private static Integer[] boxed(int[] numbers) {
    Integer[] boxed = new Integer[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      boxed[i] = numbers[i];
    }
    return boxed;
  }
}
