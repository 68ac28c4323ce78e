package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.agent.programs.AllKinds;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each event can be switched off, by the agent's options and by the recording's settings. */
@Execution(ExecutionMode.CONCURRENT)
class SwitchTest {
  private static final String LOST_UPDATES = "check-then-act=io.pitot.agent.programs";

  /** Half of all kinds; some of the others are made of these and could not be told without. */
  private static final Set<Kind> HALF =
      Set.of(
          Kind.CONTENTION,
          Kind.RESIZE,
          Kind.RACE,
          Kind.FAIL_FAST,
          Kind.LOCK_LOAD,
          Kind.SHAPE,
          Kind.LOST_UPDATES);

  private static final Set<Kind> OF_LOCKS = Set.of(Kind.LOCKS, Kind.SITES, Kind.STATUS);

  @TempDir Path work;

  static Stream<Arguments> jdksAndKinds() {
    return AgentJvm.jdks().stream()
        .flatMap(jdk -> Stream.of(HALF, OF_LOCKS).map(kinds -> Arguments.of(jdk, kinds)));
  }

  @ParameterizedTest
  @MethodSource("jdksAndKinds")
  void optionsSwitchEventsOff(Path jdk, Set<Kind> on) throws Exception {
    StringBuilder options = new StringBuilder(LOST_UPDATES);
    for (Kind kind : Kind.values()) {
      if (!on.contains(kind)) {
        options.append(',').append(kind.option).append("=off");
      }
    }
    String[] awaited = names(on).toArray(String[]::new);
    AgentJvm.Run run =
        AgentJvm.runUnrecorded(jdk, work, options.toString(), AllKinds.class, awaited);

    assertEquals(names(on), told(run), run.output());
  }

  @ParameterizedTest
  @MethodSource("jdksAndKinds")
  void settingsOfTheRecordingSwitchEventsOff(Path jdk, Set<Kind> on) throws Exception {
    String[] arguments =
        Stream.of(Kind.values())
            .map(kind -> (on.contains(kind) ? "" : "-") + kind.event)
            .toArray(String[]::new);
    AgentJvm.Run run = AgentJvm.runUnrecorded(jdk, work, LOST_UPDATES, AllKinds.class, arguments);

    assertEquals(names(on), told(run), run.output());
  }

  private static Set<String> names(Set<Kind> kinds) {
    Set<String> names = new TreeSet<>();
    kinds.forEach(kind -> names.add(kind.event));
    return names;
  }

  private static Set<String> told(AgentJvm.Run run) {
    String line =
        run.output().lines().filter(text -> text.startsWith("told: ")).findAny().orElseThrow();
    return new TreeSet<>(List.of(line.substring("told: ".length()).split(" ", -1)));
  }
}
