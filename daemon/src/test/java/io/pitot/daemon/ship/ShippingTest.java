package io.pitot.daemon.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.spool.SpoolLimits;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.daemon.target.TargetStatus;
import io.pitot.proto.v1.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows on their way to a collector that answers, refuses, freezes, dies and comes back. */
class ShippingTest {
  private static final TargetIdentity TARGET =
      new TargetIdentity("host/1/2", new TreeMap<>(Map.of("service", "shop")));
  private static final ShipTimings FAST =
      new ShipTimings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofMillis(500));

  @TempDir Path spool;
  private final List<TargetStatus> targets = new ArrayList<>();

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

  private Shipping started(TestCollector collector) throws IOException {
    return started(collector, null, null);
  }

  private Shipping started(TestCollector collector, @Nullable String token, @Nullable ShipTls tls)
      throws IOException {
    ShipConfig config =
        new ShipConfig("127.0.0.1", collector.port(), token, tls, "host", "0.1-test", FAST);
    Shipping shipping =
        Shipping.open(spool, SpoolLimits.DEFAULT, config, () -> List.copyOf(targets));
    shipping.start();
    return shipping;
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
    return java.util.stream.IntStream.range(from, to).boxed().toList();
  }

  private static long waiting(Shipping shipping) {
    return shipping.status().spool().waitingRecords();
  }

  private static void until(Shipping shipping, String what, BooleanSupplier condition)
      throws InterruptedException {
    Await.until(what, condition, shipping::status);
  }
}
