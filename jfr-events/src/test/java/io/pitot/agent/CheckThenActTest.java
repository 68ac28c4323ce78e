package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.CheckThenActs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckThenActTest {
  private static final String OPTIONS = "check-then-act=io.pitot.agent.programs";

  private static final String PROGRAM = CheckThenActs.class.getName();

  @TempDir Path work;

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  @Execution(ExecutionMode.CONCURRENT)
  void provesWhatIsLostOrMadeInVainOncePerPairOfSites(Path jdk) throws Exception {
    Map<String, Lost> expected =
        Map.of(
            "hits", new Lost("get", "put", ".getThenPut("),
            "more hits", new Lost("getOrDefault", "put", "$Counts.lambda$getOrDefaultThenPut$"),
            "some hits", new Lost("containsKey", "put", ".containsThenPut("),
            "asked hits", new Lost("containsKey", "put", ".askThenPut("),
            "viewed hits", new Lost("contains", "put", ".viewThenPut("),
            "page", new Lost("get", "putIfAbsent", ".findOrMake("));
    String[] awaited = expected.keySet().toArray(String[]::new);
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), OPTIONS, CheckThenActs.class, awaited);

    assertEquals(0, run.exitCode(), run.output());
    List<RecordedEvent> lost = run.events("pitot.CheckThenAct");
    assertEquals(expected.size(), lost.size(), lost::toString);
    for (RecordedEvent event : lost) {
      Lost one = Objects.requireNonNull(expected.get(event.getString("keyText")));
      assertEquals(one.check, event.getString("check"), event::toString);
      assertEquals(one.act, event.getString("act"), event::toString);
      assertTrue(event.getString("stack").startsWith(PROGRAM + one.method), event::toString);
      assertTrue(event.getString("otherStack").startsWith(PROGRAM + one.method), event::toString);
      assertFalse(event.getString("otherThreadName").isEmpty());
      boolean inVain = one.act.equals("putIfAbsent");
      assertEquals(inVain, event.getLong("wastedNanos") >= 1_000_000, event::toString);
    }
  }

  /** What is told of one key. */
  private record Lost(String check, String act, String method) {}

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("jdks")
  void isSilentAboutMergesOwnKeysLocksAndValuesThatAreMadeOnce(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), OPTIONS, CheckThenActs.class, "right");

    assertEquals(0, run.exitCode(), run.output());
    assertEquals(List.of(), run.events("pitot.CheckThenAct"));
  }
}
