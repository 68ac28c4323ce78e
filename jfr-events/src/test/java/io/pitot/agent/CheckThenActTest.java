package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.CheckThenActs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    Map<String, String> methods =
        Map.of(
            "get,put", ".getThenPut(",
            "getOrDefault,put", "$Counts.lambda$getOrDefaultThenPut$",
            "containsKey,put", ".containsThenPut(",
            "get,putIfAbsent", ".findOrMake(");
    String[] awaited = methods.keySet().toArray(String[]::new);
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), OPTIONS, CheckThenActs.class, awaited);

    assertEquals(0, run.exitCode(), run.output());
    List<RecordedEvent> lost = run.events("pitot.CheckThenAct");
    assertEquals(methods.size(), lost.size(), lost::toString);
    for (RecordedEvent event : lost) {
      String method = methods.get(event.getString("check") + "," + event.getString("act"));
      assertTrue(event.getString("stack").startsWith(PROGRAM + method), event::toString);
      assertTrue(event.getString("otherStack").startsWith(PROGRAM + method), event::toString);
      assertFalse(event.getString("otherThreadName").isEmpty());
      boolean inVain = event.getString("act").equals("putIfAbsent");
      assertEquals(inVain, event.getLong("wastedNanos") >= 1_000_000, event::toString);
      assertEquals(inVain, event.getString("keyText").equals("page"), event::toString);
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("jdks")
  void isSilentAboutMergesOwnKeysLocksAndValuesThatAreMadeOnce(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), OPTIONS, CheckThenActs.class, "right");

    assertEquals(0, run.exitCode(), run.output());
    assertEquals(List.of(), run.events("pitot.CheckThenAct"));
  }
}
