package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.daemon.target.TargetIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What windows look like, as readable text. */
class WindowGoldenTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<Window> sunk = new ArrayList<>();
  private final TextNames names =
      new TextNames()
          .stack(1, "Shop.main;Shop.order")
          .stack(2, "Shop.main;Shop.order;HashMap.put")
          .stack(3, "Shop.main;Shop.browse")
          .leaf(7, "java.util.HashMap$Node[]")
          .leaf(8, "byte[]");

  @Test
  void oneWindow() {
    OpenWindows windows = windows(FoldLimits.DEFAULT);
    windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, 2, 0, 1);
    windows.sample(ProfileType.CPU_SAMPLED, 101 * SECOND, 1, 0, 1);
    windows.sample(ProfileType.CPU_SAMPLED, 102 * SECOND, 2, 0, 1);
    windows.sample(ProfileType.ALLOC, 103 * SECOND, 2, 7, 4_096);
    windows.sample(ProfileType.ALLOC, 103 * SECOND, 2, 8, 100);
    windows.sample(ProfileType.ALLOC, 103 * SECOND, 2, 7, 4_096);
    windows.sample(ProfileType.LOCK, 104 * SECOND, 3, 0, 2_000_000);
    windows.sample(ProfileType.CPU_SAMPLED, 105 * SECOND, 0, 0, 1);
    windows.sample(ProfileType.CPU_SAMPLED, 105 * SECOND, 99, 0, 1);
    windows.lose("jfr_data_lost", 300, "bytes", 106 * SECOND);
    windows.resolve(names);
    windows.advanceTo(110 * SECOND);
    assertEquals(
        """
        100000 part 0
        jdk.ExecutionSample Shop.main;Shop.order 1 1
        jdk.ExecutionSample Shop.main;Shop.order;HashMap.put 2 2
        jdk.ExecutionSample [no stack] 1 1
        jdk.ExecutionSample [unresolved] 1 1
        jdk.ObjectAllocationSample Shop.main;Shop.order;HashMap.put;byte[] 1 100
        jdk.ObjectAllocationSample Shop.main;Shop.order;HashMap.put;java.util.HashMap$Node[] 2 8192
        jdk.JavaMonitorEnter Shop.main;Shop.browse;[unknown lock] 1 2000000
        lost jfr_data_lost 300 bytes
        lost unresolved_stack 1 events
        """,
        text());
  }

  @Test
  void anEventAtTheEdgeBelongsToTheLaterWindowAndWhatComesLateIsAPart() {
    OpenWindows windows = windows(FoldLimits.DEFAULT);
    windows.sample(ProfileType.LOCK, 110 * SECOND - 1, 1, 8, 5);
    windows.sample(ProfileType.LOCK, 110 * SECOND, 1, 8, 7);
    windows.resolve(names);
    windows.advanceTo(110 * SECOND);
    windows.sample(ProfileType.LOCK, 109 * SECOND, 3, 8, 11);
    windows.resolve(names);
    windows.advanceTo(111 * SECOND);
    windows.sample(ProfileType.LOCK, 109 * SECOND, 3, 8, 13);
    windows.resolve(names);
    windows.finish();
    assertEquals(
        """
        100000 part 0
        jdk.JavaMonitorEnter Shop.main;Shop.order;byte[] 1 5
        100000 part 1
        jdk.JavaMonitorEnter Shop.main;Shop.browse;byte[] 1 11
        100000 part 2
        jdk.JavaMonitorEnter Shop.main;Shop.browse;byte[] 1 13
        110000 part 0
        jdk.JavaMonitorEnter Shop.main;Shop.order;byte[] 1 7
        """,
        text());
  }

  @Test
  void aThirdStackOverflowsButIsCounted() {
    OpenWindows windows = windows(new FoldLimits(64, 2, 1_024, 1 << 20));
    for (long stackId = 1; stackId <= 3; stackId++) {
      windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, stackId, 0, 1);
    }
    windows.resolve(names);
    windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, 3, 0, 1);
    windows.resolve(names);
    windows.finish();
    assertEquals(
        """
        100000 part 0
        jdk.ExecutionSample Shop.main;Shop.order 1 1
        jdk.ExecutionSample Shop.main;Shop.order;HashMap.put 1 1
        jdk.ExecutionSample [overflow] 2 2
        lost stack_limit 2 events
        """,
        text());
  }

  @Test
  void cpuTimeSamplesReplaceExecutionSamples() {
    OpenWindows windows = windows(FoldLimits.DEFAULT);
    windows.startChunk();
    windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, 1, 0, 1);
    windows.sample(ProfileType.CPU_TIME, 101 * SECOND, 2, 0, 1);
    windows.sample(ProfileType.CPU_SAMPLED, 102 * SECOND, 1, 0, 1);
    windows.sample(ProfileType.CPU_SAMPLED, 112 * SECOND, 1, 0, 1);
    windows.resolve(names);
    windows.finish();
    assertEquals(
        """
        100000 part 0
        jdk.CPUTimeSample Shop.main;Shop.order;HashMap.put 1 1
        """,
        text());
  }

  @Test
  void tooManyOpenWindowsHandOnTheOldest() {
    OpenWindows windows = windows(new FoldLimits(1, 10, 1_024, 1 << 20));
    windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, 1, 0, 1);
    windows.resolve(names);
    windows.sample(ProfileType.CPU_SAMPLED, 101 * SECOND, 1, 0, 1);
    windows.sample(ProfileType.CPU_SAMPLED, 110 * SECOND, 2, 0, 1);
    windows.resolve(names);
    windows.finish();
    assertEquals(
        """
        100000 part 0
        jdk.ExecutionSample Shop.main;Shop.order 1 1
        jdk.ExecutionSample [unresolved] 1 1
        lost unresolved_stack 1 events
        110000 part 0
        jdk.ExecutionSample Shop.main;Shop.order;HashMap.put 1 1
        """,
        text());
  }

  @Test
  void aLargeWindowIsHandedOnInParts() {
    OpenWindows windows = windows(new FoldLimits(64, 10, 1_024, 1));
    windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, 1, 0, 1);
    windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, 3, 0, 1);
    windows.lose("jfr_data_lost", 1, "bytes", 100 * SECOND);
    windows.resolve(names);
    windows.advanceTo(110 * SECOND);
    windows.sample(ProfileType.CPU_SAMPLED, 100 * SECOND, 2, 0, 1);
    windows.resolve(names);
    windows.finish();
    assertEquals(
        """
        100000 part 0
        jdk.ExecutionSample Shop.main;Shop.browse 1 1
        lost jfr_data_lost 1 bytes
        100000 part 1
        jdk.ExecutionSample Shop.main;Shop.order 1 1
        100000 part 2
        jdk.ExecutionSample Shop.main;Shop.order;HashMap.put 1 1
        """,
        text());
  }

  private OpenWindows windows(FoldLimits limits) {
    TargetIdentity target = new TargetIdentity("host/1/2", new TreeMap<>());
    return new OpenWindows(target, limits, sunk::add);
  }

  private String text() {
    return sunk.stream().map(WindowText::of).collect(Collectors.joining());
  }
}
