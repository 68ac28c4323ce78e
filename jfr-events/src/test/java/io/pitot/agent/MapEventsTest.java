package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.Contended;
import io.pitot.agent.programs.FarAway;
import io.pitot.agent.programs.Registered;
import io.pitot.agent.programs.Shaped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MapEventsTest {
  private static final long MAX_JAR_BYTES = 400 * 1024;

  @TempDir Path work;

  record Jvm(Path jdk, List<String> flags) {}

  static Stream<Jvm> jvms() {
    List<Path> jdks = AgentJvm.jdks();
    Stream<Jvm> everywhere =
        jdks.stream()
            .flatMap(
                jdk ->
                    Stream.of("Serial", "Parallel", "G1", "Z")
                        .map(gc -> new Jvm(jdk, List.of("-XX:+Use" + gc + "GC"))));
    Stream<Jvm> compact =
        jdks.stream().skip(1).map(jdk -> new Jvm(jdk, List.of("-XX:+UseCompactObjectHeaders")));
    return Stream.concat(everywhere, compact);
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("jvms")
  void namesTheMapThatThreadsWaitForAndTheMapsThatGrow(Jvm jvm) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jvm.jdk, work, jvm.flags, "", Contended.class);

    assertEquals(0, run.exitCode(), run.output());
    assertFalse(run.output().contains("pitot-agent"), run.output());
    List<RecordedEvent> waits = run.events("pitot.MapContention");
    assertTrue(
        waits.stream().anyMatch(wait -> Contended.isForFunction(wait, "merge")), run::output);
    RecordedEvent compute =
        waits.stream().filter(wait -> Contended.isForFunction(wait, "put")).findAny().orElseThrow();
    assertEquals("java.util.concurrent.ConcurrentHashMap", compute.getString("mapClass"));
    assertEquals(16, compute.getInt("tableLength"));
    assertTrue(compute.getDuration().toMillis() >= Contended.LEAST_MILLIS, compute::toString);

    List<RecordedEvent> resizes = run.events("pitot.MapResize");
    for (Class<?> type : List.of(HashMap.class, ConcurrentHashMap.class)) {
      assertTrue(
          resizes.stream().anyMatch(resize -> Contended.isLarge(resize, type)),
          () -> type + " in " + resizes);
    }
    assertTrue(
        run.events("pitot.MapSite").stream()
            .anyMatch(site -> site.getString("field").equals(Contended.class.getName() + ".HOT")),
        () -> run.events("pitot.MapSite").toString());
    assertEquals(List.of(), run.events("pitot.MapRace"));
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("jdks")
  void findsMapsInSingletonsRegistriesAndOtherMaps(Path jdk) throws Exception {
    String program = Registered.class.getName();
    String[] sites = {
      program + "$Catalogue.prices=one hop",
      program + "$Repository.known=one hop",
      program + "$Carts.open=entry",
      program + "$Carts.closed=entry",
      program + ".BY_TENANT=entry"
    };
    AgentJvm.Run run = AgentJvm.runUnrecorded(jdk, work, "", Registered.class, sites);

    assertTrue(run.output().contains("not told: []"), run.output());
    assertFalse(run.output().contains("woken up"), run.output());
  }

  /** To look at all that stands before it would take a hundred times what a search may take. */
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("jdks")
  void findsWhatIsNearAndGivesUpWhatIsFarAway(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.runUnrecorded(jdk, work, "", FarAway.class);

    assertTrue(run.output().contains("near: static, far: unknown of "), run.output());
  }

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void showsTheShapesOfMapsForWhichNobodyWaitsAndStormsOfSmallResizes() throws Exception {
    AgentJvm.Run run = AgentJvm.run(AgentJvm.jdks().get(0), work, List.of(), "", Shaped.class);

    assertEquals(0, run.exitCode(), run.output());
    List<RecordedEvent> shapes = run.events("pitot.MapShape");
    assertTrue(shapes.stream().anyMatch(Shaped::isOfTree), shapes::toString);
    assertTrue(shapes.stream().anyMatch(Shaped::isOfOrders), shapes::toString);
    assertTrue(shapes.stream().anyMatch(Shaped::isOfEmptied), shapes::toString);
    assertTrue(shapes.stream().anyMatch(Shaped::collides), shapes::toString);
    List<RecordedEvent> colliding =
        run.events("pitot.MapSite").stream().filter(Shaped::isOfAnswer).toList();
    assertFalse(colliding.isEmpty());
    // One that collides before it is known to collide may have a site alone.
    assertTrue(
        colliding.size() <= shapes.size() + 10,
        () -> "%d sites of maps with %d shapes".formatted(colliding.size(), shapes.size()));
    RecordedEvent small =
        run.events("pitot.SmallResizes").stream()
            .filter(Shaped::isOfPage)
            .findFirst()
            .orElseThrow();
    assertTrue(small.getLong("resizes") > 8_000, small::toString);
  }

  @Test
  void isSmall() throws IOException {
    assertTrue(Files.size(AgentJvm.jar()) < MAX_JAR_BYTES);
  }
}
