package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.CheckThenActs;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckThenActTest {
  private static final String OPTIONS = "check-then-act=io.pitot.agent.programs";

  @TempDir Path work;

  static Stream<Arguments> checks() {
    return AgentJvm.jdks().stream()
        .flatMap(
            jdk ->
                Stream.of("get", "getOrDefault", "containsKey")
                    .map(check -> Arguments.of(jdk, check)));
  }

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  @ParameterizedTest
  @MethodSource("checks")
  void provesTheLostUpdateOncePerPairOfSites(Path jdk, String check) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), OPTIONS, CheckThenActs.class, check);

    assertEquals(0, run.exitCode(), run.output());
    List<RecordedEvent> lost = run.events("pitot.CheckThenAct");
    assertEquals(1, lost.size(), lost::toString);
    RecordedEvent event = lost.get(0);
    assertEquals(check, event.getString("check"));
    assertEquals("put", event.getString("act"));
    assertEquals("hits", event.getString("keyText"));
    String method =
        CheckThenActs.class.getName()
            + switch (check) {
              case "get" -> ".getThenPut(";
              case "getOrDefault" -> "$Counts.getOrDefaultThenPut(";
              default -> ".containsThenPut(";
            };
    assertTrue(event.getString("stack").startsWith(method), event::toString);
    assertTrue(event.getString("otherStack").startsWith(method), event::toString);
    assertFalse(event.getString("otherThreadName").isEmpty());
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isSilentAboutMergesOwnKeysAndLocks(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), OPTIONS, CheckThenActs.class, "right");

    assertEquals(0, run.exitCode(), run.output());
    assertEquals(List.of(), run.events("pitot.CheckThenAct"));
  }
}
