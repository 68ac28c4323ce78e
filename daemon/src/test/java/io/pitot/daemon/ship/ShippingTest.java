package io.pitot.daemon.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.pitot.daemon.LogLines;
import io.pitot.daemon.fold.Window;
import io.pitot.daemon.spool.SpoolLimits;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Loss;
import io.pitot.proto.v1.Refusal.Reason;
import io.pitot.proto.v1.TargetState;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows on their way to a collector that answers, refuses, freezes, dies and comes back. */
class ShippingTest {
  private static final TargetIdentity TARGET =
      new TargetIdentity("host/1/2", new TreeMap<>(Map.of("service", "shop")));
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Leaves a collector only when the connection is gone, however slow the machine is. */
  private static final ShipTimings PATIENT = timings(LONG, LONG);

  @TempDir Path spool;
  private final List<TargetStatus> targets = new CopyOnWriteArrayList<>();
  private ShipTimings timings = PATIENT;

  @Test
  void windowsArriveInOrderAndLeaveTheSpool() throws Exception {
    try (TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      append(shipping, 0, 50);
      until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      assertEquals(range(0, 50), windows(collector.received));
      assertEquals("shop", collector.received.get(0).getTarget().getLabelsOrThrow("service"));
      assertEquals("host", collector.hellos.get(0).getNode());
      assertEquals(50, shipping.status().acknowledgedBatches());
    }
  }

  @Test
  void whatTheCollectorHadNotAcknowledgedWhenItDiedIsSentAgainAndNothingElse() throws Exception {
    try (TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      append(shipping, 0, 20);
      until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      collector.answers = TestCollector.SILENCE;
      append(shipping, 20, 40);
      until(shipping, "some are unanswered", () -> collector.received.size() > 24);
      collector.kill();
      Set<Long> acknowledged = Set.copyOf(collector.acknowledged);
      collector.received.clear();
      collector.answers = TestCollector.ACKNOWLEDGE;
      append(shipping, 40, 60);
      collector.start();
      until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      assertEquals(range(20, 60), windows(collector.received));
      collector.received.forEach(
          batch -> assertFalse(acknowledged.contains(batch.getSequence()), "sent again"));
    }
  }

  @Test
  void aRestartedDaemonSendsWhatItsPredecessorHadNot() throws Exception {
    try (TestCollector collector = TestCollector.started()) {
      collector.answers =
          batch -> batch.getWindowStartMillis() < 100_000 ? TestCollector.ack(batch) : null;
      try (Shipping shipping = started(collector)) {
        append(shipping, 0, 30);
        until(shipping, "ten are acknowledged", () -> waiting(shipping) == 20);
      }
      collector.received.clear();
      collector.answers = TestCollector.ACKNOWLEDGE;
      try (Shipping shipping = started(collector)) {
        until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      }
      assertEquals(new TreeSet<>(range(10, 30)), new TreeSet<>(windows(collector.received)));
    }
  }

  @Test
  void aCollectorThatFreezesIsLeftAndTriedAgain() throws Exception {
    timings = timings(LONG, Duration.ofSeconds(1));
    try (TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      collector.answers = TestCollector.SILENCE;
      append(shipping, 0, 20);
      until(shipping, "it was left", () -> shipping.status().problem().contains("frozen"));
      collector.answers = TestCollector.ACKNOWLEDGE;
      until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      assertEquals(new TreeSet<>(range(0, 20)), acknowledgedWindows(collector));
      assertTrue(shipping.status().connections() > 1);
    }
  }

  @Test
  void aCollectorThatDoesNotGreetIsLeftAndTriedAgain() throws Exception {
    timings = timings(Duration.ofSeconds(2), LONG);
    try (TestCollector collector = TestCollector.started()) {
      collector.welcome = null;
      try (Shipping shipping = started(collector)) {
        append(shipping, 0, 5);
        until(shipping, "it was left", () -> shipping.status().problem().contains("answer Hello"));
        assertEquals(List.of(), collector.received);
        collector.welcome = TestCollector.welcome(4 << 20, 8);
        until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      }
    }
  }

  @Test
  void aBatchThatIsRefusedForNowIsSentAgain() throws Exception {
    try (TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      Set<Long> refused = ConcurrentHashMap.newKeySet();
      collector.answers =
          batch ->
              refused.add(batch.getSequence())
                  ? TestCollector.refusal(batch, Reason.UNAVAILABLE, true)
                  : TestCollector.ack(batch);
      append(shipping, 0, 20);
      until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      assertEquals(new TreeSet<>(range(0, 20)), acknowledgedWindows(collector));
      assertEquals(20, shipping.status().postponedBatches());
      assertEquals(Map.of(), shipping.status().droppedBatches());
    }
  }

  @Test
  void aBatchThatIsRefusedForEverIsDroppedAndCounted() throws Exception {
    try (LogLines log = new LogLines(Shipper.class);
        TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      collector.answers =
          batch ->
              batch.getWindowStartMillis() == 30_000
                  ? TestCollector.refusal(batch, Reason.INVALID, false)
                  : TestCollector.ack(batch);
      append(shipping, 0, 6);
      until(shipping, "all are answered", () -> waiting(shipping) == 0);
      assertEquals(range(0, 6), windows(collector.received));
      assertEquals(Map.of("invalid", 1L), shipping.status().droppedBatches());
      assertEquals(
          List.of(
              "WARN A batch is lost: the collector will never take it (invalid: because);"
                  + " 1 so far"),
          log.linesAbout("A batch is lost"));
    }
  }

  @Test
  void aBatchAboveTheCollectorsLimitIsDroppedAndCounted() throws Exception {
    try (TestCollector collector = TestCollector.started()) {
      collector.welcome = TestCollector.welcome(10, 8);
      try (Shipping shipping = started(collector)) {
        append(shipping, 0, 3);
        until(shipping, "all are dropped", () -> waiting(shipping) == 0);
        assertEquals(Map.of("too_large", 3L), shipping.status().droppedBatches());
        assertEquals(List.of(), collector.received);
      }
    }
  }

  @Test
  void noMoreIsUnansweredThanTheCollectorAllows() throws Exception {
    timings = timings(LONG, Duration.ofSeconds(1));
    try (TestCollector collector = TestCollector.started()) {
      collector.welcome = TestCollector.welcome(4 << 20, 3);
      collector.answers = TestCollector.SILENCE;
      try (Shipping shipping = started(collector)) {
        append(shipping, 0, 40);
        until(shipping, "three are there", () -> collector.received.size() >= 3);
        until(shipping, "it was left", () -> shipping.status().connections() > 1);
        collector.answers = TestCollector.ACKNOWLEDGE;
        until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
        assertEquals(3, collector.mostUnanswered);
      }
    }
  }

  @Test
  void anotherWireVersionIsToldInOneLine() throws Exception {
    try (LogLines log = new LogLines(Shipper.class);
        TestCollector collector = TestCollector.started()) {
      collector.welcome =
          TestCollector.welcome(4 << 20, 8).toBuilder()
              .setWireVersion(7)
              .setSoftwareVersion("9.1")
              .build();
      try (Shipping shipping = opened(collector, null, null)) {
        append(shipping, 0, 1);
        shipping.start();
        until(shipping, "it has tried some times", () -> collector.hellos.size() > 3);
        assertEquals(List.of(), collector.received);
        assertEquals(
            List.of(
                "WARN Collector 127.0.0.1:"
                    + collector.port()
                    + ": it speaks wire version 7 (its software is 9.1) and this daemon version 1"
                    + " (0.1-test): upgrade the older. Windows are kept in the spool meanwhile (1"
                    + " batches, 0 KB)."),
            log.linesAbout("127.0.0.1:" + collector.port()));
      }
    }
  }

  @Test
  void aCollectorThatGoesAndComesIsToldInOneLineEach() throws Exception {
    try (LogLines log = new LogLines(Shipper.class);
        TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      until(shipping, "it is connected", () -> shipping.status().connected());
      collector.kill();
      until(
          shipping,
          "it has tried again",
          () -> shipping.status().problem().contains("Connection refused"));
      collector.start();
      until(shipping, "it is connected", () -> shipping.status().connected());
      String address = "127.0.0.1:" + collector.port();
      List<String> lines = log.linesAbout(address);
      assertEquals(3, lines.size(), lines::toString);
      assertEquals("INFO Connected to the collector " + address + " (version test)", lines.get(0));
      assertTrue(lines.get(1).startsWith("WARN Collector " + address + ": "), lines::toString);
      assertTrue(lines.get(1).contains("start it, or correct its address"));
      assertTrue(lines.get(2).startsWith("INFO Collector " + address + " is back after "));
    }
  }

  @Test
  void aDaemonThatIsNotLetInSaysWhatToDo() throws Exception {
    try (TestCollector collector = TestCollector.started()) {
      collector.refuseStreams =
          Status.UNAUTHENTICATED.withDescription("the token is wrong: give the daemon another");
      try (Shipping shipping = started(collector)) {
        until(shipping, "it is refused", () -> !shipping.status().problem().isEmpty());
        assertEquals(
            "Collector 127.0.0.1:"
                + collector.port()
                + ": it does not let this daemon in: the token is wrong: give the daemon another",
            shipping.status().problem());
      }
    }
  }

  @Test
  void theTokenIsPresented() throws Exception {
    List<String> presented = new CopyOnWriteArrayList<>();
    try (TestCollector collector =
        new TestCollector(builder -> builder.intercept(new TokenRecorder(presented)))) {
      collector.start();
      try (Shipping shipping = started(collector, "secret", null)) {
        until(shipping, "it is connected", () -> shipping.status().connected());
        assertEquals("Bearer secret", presented.get(0));
      }
    }
  }

  @Test
  void targetsAreReportedAtOnceAndAfterAChange() throws Exception {
    targets.add(status(TargetStatus.State.ATTACHING, 0));
    try (TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      until(shipping, "a report came", () -> !collector.reports.isEmpty());
      assertEquals(TargetState.State.ATTACHING, collector.reports.get(0).getTargets(0).getState());
      targets.set(0, status(TargetStatus.State.RECORDING, 20_000));
      until(
          shipping,
          "the change came",
          () -> last(collector.reports).getTargets(0).getWindowEndMillis() == 20_000);
      int reports = collector.reports.size();
      until(shipping, "it is repeated", () -> collector.reports.size() > reports);
      assertEquals(
          "shop", last(collector.reports).getTargets(0).getTarget().getLabelsOrThrow("service"));
    }
  }

  @Test
  void aRandomCollectorGetsEverythingInTheEnd() throws Exception {
    timings = timings(LONG, Duration.ofSeconds(1));
    long seed = Long.getLong("pitot.seed", System.nanoTime());
    Random random = new Random(seed);
    try (TestCollector collector = TestCollector.started();
        Shipping shipping = started(collector)) {
      collector.answers = batch -> answer(random, batch);
      for (int life = 0; life < 10; life++) {
        append(shipping, life * 30, life * 30 + 30);
        int enough = collector.received.size() + random.nextInt(40);
        until(
            shipping,
            "some came",
            () -> collector.received.size() >= enough || waiting(shipping) == 0);
        collector.kill();
        collector.start();
      }
      collector.answers = TestCollector.ACKNOWLEDGE;
      until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      assertEquals(
          new TreeSet<>(range(0, 300)),
          acknowledgedWindows(collector),
          "run again with -Dpitot.seed=" + seed);
      assertEquals(Map.of(), shipping.status().droppedBatches());
    }
  }

  @Test
  void whatTheSpoolGaveUpIsALossOfTheTargetsNextWindow() throws Exception {
    try (TestCollector collector = TestCollector.started();
        Shipping shipping =
            Shipping.open(
                spool,
                new SpoolLimits(4_000, 1_000, 2_000),
                config(collector, null, null),
                List::of)) {
      append(shipping, 0, 100);
      long lost = shipping.status().spool().overflowedRecords();
      assertTrue(lost > 0);
      shipping.start();
      until(shipping, "all are acknowledged", () -> waiting(shipping) == 0);
      long told =
          collector.received.stream()
              .flatMap(batch -> batch.getLossesList().stream())
              .filter(loss -> loss.getReason().equals("spool_overflow"))
              .mapToLong(Loss::getCount)
              .sum();
      assertTrue(told > 0 && told <= lost, told + " of " + lost);
    }
  }

  private static @Nullable ToDaemon answer(Random random, Batch batch) {
    return switch (random.nextInt(60)) {
      case 0 -> null;
      case 1, 2, 3, 4, 5 -> TestCollector.refusal(batch, Reason.UNAVAILABLE, true);
      default -> TestCollector.ack(batch);
    };
  }

  private static TargetStatus status(TargetStatus.State state, long windowEndMillis) {
    return new TargetStatus(TARGET, 12, state, "", "", 5, windowEndMillis, 0);
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  /** Those of which the collector said that they are durable. */
  private static Set<Integer> acknowledgedWindows(TestCollector collector) {
    Set<Long> sequences = new HashSet<>(collector.acknowledged);
    return new TreeSet<>(
        windows(
            collector.received.stream()
                .filter(batch -> sequences.contains(batch.getSequence()))
                .toList()));
  }

  private Shipping started(TestCollector collector) throws IOException {
    return started(collector, null, null);
  }

  private Shipping started(TestCollector collector, @Nullable String token, @Nullable ShipTls tls)
      throws IOException {
    Shipping shipping = opened(collector, token, tls);
    shipping.start();
    return shipping;
  }

  private Shipping opened(TestCollector collector, @Nullable String token, @Nullable ShipTls tls)
      throws IOException {
    return Shipping.open(
        spool, SpoolLimits.DEFAULT, config(collector, token, tls), () -> List.copyOf(targets));
  }

  private ShipConfig config(
      TestCollector collector, @Nullable String token, @Nullable ShipTls tls) {
    return new ShipConfig("127.0.0.1", collector.port(), token, tls, "host", "0.1-test", timings);
  }

  /** A collector counts as frozen after them; all else goes fast. */
  private static ShipTimings timings(Duration welcome, Duration answer) {
    return new ShipTimings(
        welcome,
        answer,
        Duration.ofSeconds(20),
        Duration.ofMillis(5),
        Duration.ofMillis(50),
        Duration.ofMillis(50),
        Duration.ofMillis(500));
  }

  private static void append(Shipping shipping, int from, int to) {
    for (int number = from; number < to; number++) {
      shipping.sink().accept(window(number));
    }
  }

  private static Window window(int number) {
    return new Window(
        TARGET,
        number * 10_000L,
        10_000,
        0,
        List.of("", "main", "work" + number),
        new int[] {0, 1},
        new int[] {1, 2},
        List.of(
            new Window.Rows(
                "cpu",
                "jdk.ExecutionSample",
                "samples",
                new int[] {2},
                new long[] {3},
                new long[] {3})),
        List.of());
  }

  private static List<Integer> windows(List<Batch> batches) {
    return batches.stream().map(batch -> (int) (batch.getWindowStartMillis() / 10_000)).toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private static long waiting(Shipping shipping) {
    return shipping.status().spool().waitingRecords();
  }

  private static void until(Shipping shipping, String what, BooleanSupplier condition)
      throws InterruptedException {
    Await.until(what, condition, shipping::status);
  }
}
