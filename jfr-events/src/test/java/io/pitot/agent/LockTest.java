package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.Deadlocked;
import io.pitot.agent.programs.Piled;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LockTest {
  @TempDir Path work;

  static Stream<Arguments> jdksAndThreads() {
    List<Path> jdks = AgentJvm.jdks();
    return Stream.concat(
        jdks.stream().map(jdk -> Arguments.of(jdk, "platform")),
        jdks.stream().skip(1).map(jdk -> Arguments.of(jdk, "virtual")));
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("jdksAndThreads")
  void namesWhoHoldsTheLockTheMapBehindItAndTheLoopThatFailsFast(Path jdk, String threads)
      throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), "", Piled.class, threads);

    assertEquals(0, run.exitCode(), run.output());
    List<RecordedEvent> held = run.events("pitot.LockHolder");
    RecordedEvent map = pile(held, "map-holder");
    assertEquals("java.util.Collections$SynchronizedMap", map.getString("lockClass"));
    assertEquals("java.util.Collections$SynchronizedMap", map.getString("mapClass"));
    assertTrue(map.getLong("longestWaitNanos") >= 10_000_000, map::toString);
    assertTrue(map.getLong("waitNanos") >= map.getLong("longestWaitNanos"), map::toString);
    assertTrue(map.getString("holderStack").contains(".readRemotely(Piled.java:"), map::toString);
    RecordedEvent site =
        run.events("pitot.MapSite").stream()
            .filter(event -> event.getLong("mapId") == map.getLong("mapId"))
            .findAny()
            .orElseThrow();
    assertEquals(Piled.class.getName() + ".SESSIONS", site.getString("field"));

    RecordedEvent connection = pile(held, "connection-holder");
    assertEquals(
        "java.util.concurrent.locks.ReentrantLock$NonfairSync", connection.getString("lockClass"));
    assertTrue(connection.getString("holderStack").contains(".queryRemotely(Piled.java:"));

    RecordedEvent prices = pile(held, "prices-reader");
    assertEquals(
        "java.util.concurrent.locks.ReentrantReadWriteLock$NonfairSync",
        prices.getString("lockClass"));
    assertTrue(prices.getString("holderStack").contains(".readPrices(Piled.java:"));

    assertTwoWaited(run, "map-holder", ".readRemotely(", "Piled.lambda$main$");
    assertTwoWaited(run, "connection-holder", ".queryRemotely(", ".borrow(");

    if (threads.equals("virtual")) {
      RecordedEvent sales =
          run.events("pitot.LockLoad").stream().filter(Piled::isOfSales).findAny().orElseThrow();
      assertEquals("java.util.Collections$SynchronizedMap", sales.getString("lockClass"));
      assertEquals("java.util.Collections$SynchronizedMap", sales.getString("mapClass"));
      assertEquals("", sales.getString("holderThread"));
      assertTrue(sales.getInt("waiting") <= 2 * sales.getInt("looks"), sales::toString);
    }

    RecordedEvent failed = run.events("pitot.MapFailFast").get(0);
    assertEquals("java.util.HashMap", failed.getString("mapClass"));
    assertTrue(failed.getLong("mapId") > 0, failed::toString);
    assertEquals("nextNode", failed.getStackTrace().getFrames().get(0).getMethod().getName());
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @MethodSource("jdks")
  void showsADeadlockWhileItLastsWhateverKindOfLockItIs(Path jdk) throws Exception {
    AgentJvm.Run run = AgentJvm.run(jdk, work, List.of(), "", Deadlocked.class);

    assertTrue(run.output().contains("still deadlocked: 4"), run.output());
    List<RecordedEvent> held = run.events("pitot.LockHolder");
    Deadlocked.HOLDERS.forEach(
        (lock, holder) -> {
          List<RecordedEvent> events =
              held.stream().filter(event -> Deadlocked.isOf(event, lock)).toList();
          assertTrue(events.size() > 1, held::toString);
          for (RecordedEvent event : events) {
            assertEquals(holder, event.getString("holderThread"));
            assertEquals(1, event.getInt("waiters"));
            assertTrue(
                event.getString("holderStack").contains(Deadlocked.class.getName()),
                event::toString);
          }
          // So far: it grows from look to look.
          assertTrue(
              events.stream().mapToLong(event -> event.getLong("waitNanos")).distinct().count() > 1,
              events::toString);
        });
    RecordedEvent orders =
        held.stream()
            .filter(event -> Deadlocked.isOf(event, "java.util.Hashtable"))
            .findAny()
            .orElseThrow();
    assertEquals("java.util.Hashtable", orders.getString("mapClass"));
    assertTrue(orders.getLong("mapId") > 0, orders::toString);
  }

  static Stream<Path> jdks() {
    return AgentJvm.jdks().stream();
  }

  private static void assertTwoWaited(AgentJvm.Run run, String holder, String holds, String waits) {
    RecordedEvent load =
        run.events("pitot.LockLoad").stream()
            .filter(event -> event.getString("holderThread").equals(holder))
            .findAny()
            .orElseThrow();
    int looks = load.getInt("looks");
    int waiting = load.getInt("waiting");
    assertTrue(waiting >= 3 && waiting <= 2 * looks, load::toString);
    assertTrue(load.getLong("waitNanos") > 0, load::toString);
    assertTrue(load.getString("holderStack").contains(holds), load::toString);
    assertTrue(load.getString("waiterStack").contains(waits), load::toString);
  }

  private static RecordedEvent pile(List<RecordedEvent> held, String holder) {
    return held.stream()
        .filter(event -> Piled.isPile(event, holder))
        .findAny()
        .orElseThrow(() -> new AssertionError(holder + " in " + held));
  }
}
