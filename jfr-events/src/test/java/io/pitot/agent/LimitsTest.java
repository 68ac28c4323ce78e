package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.Busy;
import io.pitot.agent.programs.GivesUp;
import io.pitot.agent.programs.LateRecording;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the agent leaves out, what it keeps for later, and when it gives up. */
class LimitsTest {
  private static final Pattern WAITS = Pattern.compile("told, (\\d+) waits in (\\d+) s");
  private static final int PER_SECOND = 2;

  @TempDir Path work;

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void resizesBeforeTheRecordingAreToldWhenItBegins(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.runUnrecorded(jdk, work, "", LateRecording.class);

    // 30 maps, from 2,048 bins to 16,384.
    assertTrue(
        run.output().contains("java.util.HashMap: 90 resizes up to 16384, time told"),
        run.output());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void operationsOfMapsThatContendAreCountedAndTimed(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.runUnrecorded(jdk, work, "", Busy.class, "heat");

    assertTrue(run.output().contains("told, "), run.output());
  }

  @Test
  void throttlesOfOptionsAndSettingsHoldAndWhatTheyLeaveOutIsCounted() throws Exception {
    String options = "contention=" + PER_SECOND + "/s";
    AgentJvm.Run run = AgentJvm.runUnrecorded(ours(), work, options, Busy.class, "throttles");

    Matcher waits = WAITS.matcher(run.output());
    assertTrue(waits.find(), run.output());
    int most = PER_SECOND * (Integer.parseInt(waits.group(2)) + 2);
    assertTrue(Integer.parseInt(waits.group(1)) <= most, run.output());
  }

  @Test
  void aHookThatFailsSwitchesAllOfThemOff() throws Exception {
    AgentJvm.Run run = AgentJvm.runUnrecorded(ours(), work, "", Busy.class, "failure");

    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains("told, "), run.output());
    assertTrue(
        run.output()
            .contains("switched itself off: java.lang.IllegalStateException: asked by a hook"),
        run.output());
  }

  @Test
  void hooksThatCostTooMuchAreSwitchedOff() throws Exception {
    AgentJvm.Run run =
        AgentJvm.runUnrecorded(ours(), work, "cost-limit=0.0001", Busy.class, "cost");

    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains("told, "), run.output());
    assertTrue(run.output().contains("more than cost-limit=1.0E-4 for 5 s"), run.output());
  }

  @Test
  void anAgentThatGaveUpBeforeTheRecordingIsToldOfWhenItBegins() throws Exception {
    AgentJvm.Run run = AgentJvm.runUnrecorded(ours(), work, "cost-limit=0.0001", GivesUp.class);

    assertEquals(0, run.exitCode(), run.output());
    assertTrue(run.output().contains("recorded before: false"), run.output());
    assertTrue(run.output().contains("told: switched itself off: its hooks took "), run.output());
  }

  private static Path ours() {
    return AgentJvm.jdks().get(0);
  }
}
