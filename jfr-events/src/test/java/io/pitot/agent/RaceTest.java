package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.Guarded;
import io.pitot.agent.programs.HandedOver;
import io.pitot.agent.programs.LocalLock;
import io.pitot.agent.programs.LookedThrough;
import io.pitot.agent.programs.OptimisticReads;
import io.pitot.agent.programs.OwnKeys;
import io.pitot.agent.programs.Racy;
import io.pitot.agent.programs.Rings;
import io.pitot.agent.programs.RingsInTurn;
import io.pitot.agent.programs.ThrownAwayReads;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class RaceTest {
  private static final int RACE_EXIT_CODE = 86;

  @TempDir Path work;

  static Stream<Arguments> racyMaps() {
    return AgentJvm.jdks().stream()
        .flatMap(
            jdk ->
                Stream.of("hash linked lru replaced", "tree", "identity", "weak")
                    .map(kinds -> Arguments.of(jdk, kinds)));
  }

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  /** A map that became a ring keeps both threads and their processors: its kind is alone. */
  @ParameterizedTest
  @MethodSource("racyMaps")
  void provesTheRaceWithBothStacksAndFailsTheJvm(Path jdk, String kinds) throws Exception {
    String[] each = kinds.split(" ", -1);
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), "fail-on-race", Racy.class, each);

    assertTrue(run.output().contains("done"), run.output());
    assertEquals(RACE_EXIT_CODE, run.exitCode(), run.output());
    assertTrue(run.output().contains("proven race"), run.output());
    List<RecordedEvent> races = run.events("pitot.MapRace");
    for (String kind : each) {
      assertTrue(races.stream().anyMatch(race -> Racy.isOf(race, kind)), kind);
    }
    Set<String> told = new HashSet<>();
    for (RecordedEvent race : races) {
      assertTrue(race.getString("stack").contains(Racy.class.getName() + ".use(Racy.java:"));
      assertTrue(race.getString("otherStack").contains(Racy.class.getName() + ".use(Racy.java:"));
      assertEquals(
          Set.of("racer-0", "racer-1"),
          Set.of(race.getString("threadName"), race.getString("otherThreadName")));
      assertTrue(
          told.add(race.getLong("mapId") + race.getString("stack") + race.getString("otherStack")),
          "told twice: " + race);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void provesTheRaceOfWhoLooksThroughAllEntries(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), "", LookedThrough.class);

    assertTrue(run.output().contains("done"), run.output());
    List<RecordedEvent> races = run.events("pitot.MapRace");
    for (String look : LookedThrough.LOOKS) {
      assertTrue(races.stream().anyMatch(race -> LookedThrough.isBy(race, look)), look);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void provesTheRaceOfThreadsThatNeverComeOutOfTheMap(Path jdk) throws Exception {
    List<String> flags = List.of("--add-opens", "java.base/java.util=ALL-UNNAMED");
    AgentJvm.Run run = AgentJvm.run(jdk, work, flags, "fail-on-race", Rings.class);

    assertTrue(run.output().contains("done"), run.output());
    assertEquals(RACE_EXIT_CODE, run.exitCode(), run.output());
    List<RecordedEvent> races = run.events("pitot.MapRace");
    assertFalse(races.isEmpty(), run.output());
    for (RecordedEvent race : races) {
      assertEquals(
          Set.of("walker-0", "walker-1"),
          Set.of(race.getString("threadName"), race.getString("otherThreadName")));
      assertEquals("put", race.getString("operation"));
      assertTrue(race.getString("stack").contains(Rings.class.getName()), race::toString);
      assertTrue(race.getString("otherStack").contains(Rings.class.getName()), race::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isSilentAboutThreadsThatWalkRoundOneAfterTheOther(Path jdk) throws Exception {
    List<String> flags = List.of("--add-opens", "java.base/java.util=ALL-UNNAMED");
    AgentJvm.Run run = AgentJvm.run(jdk, work, flags, "fail-on-race", RingsInTurn.class);

    assertTrue(run.output().contains("done"), run.output());
    assertEquals(0, run.exitCode(), run.output());
    assertEquals(List.of(), run.events("pitot.MapRace"));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void isSilentAboutMapsThatAreHandedOver(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), "fail-on-race", HandedOver.class);

    assertTrue(run.output().contains("done"), run.output());
    assertEquals(0, run.exitCode(), run.output());
    assertEquals(List.of(), run.events("pitot.MapRace"));
  }

  static Stream<Arguments> programsThatAreRight() {
    return AgentJvm.jdks().stream()
        .flatMap(
            jdk ->
                Stream.of(
                        Guarded.class,
                        LocalLock.class,
                        OptimisticReads.class,
                        OwnKeys.class,
                        ThrownAwayReads.class)
                    .map(program -> Arguments.of(jdk, program)));
  }

  @ParameterizedTest
  @MethodSource("programsThatAreRight")
  void isSilentAboutMapsThatAreSharedRightly(Path jdk, Class<?> program) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), "fail-on-race", program);

    assertTrue(run.output().lines().anyMatch("done"::equals), run.output());
    assertEquals(0, run.exitCode(), run.output());
    assertEquals(List.of(), run.events("pitot.MapRace"));
  }
}
