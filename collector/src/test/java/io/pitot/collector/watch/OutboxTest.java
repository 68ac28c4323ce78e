package io.pitot.collector.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.gate.PolicyFile;
import io.pitot.collector.store.Note;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final Duration LATER = Duration.ofHours(1);
  private static final int MORE = 7;

  @TempDir Path data;

  @Test
  void whatIsTooMuchIsDroppedCountedAndShownAcrossARestart() throws Exception {
    // Nobody listens there, and what failed once is not due again in this test.
    GatePolicy policy = PolicyFile.parse("webhooks: [{url: 'http://127.0.0.1:1/'}]");
    try (ProfileStore store = open();
        Outbox outbox = outbox(store, policy)) {
      List<WatchedFinding> found = findings(Outbox.MOST_PENDING + MORE);
      keep(store, outbox, found);

      await(() -> outbox.counts().getOrDefault("retried", 0L) > 0);
      assertEquals((long) MORE, outbox.counts().get("dropped"));
      assertEquals((long) Outbox.MOST_PENDING, outbox.counts().get("pending"));
      assertEquals("dropped", outbox.of("finding 0").get(0).state());
      assertEquals("", outbox.of("finding 0").get(0).body());
      assertEquals("pending", outbox.of("finding " + MORE).get(0).state());
    }
    try (ProfileStore store = open();
        Outbox outbox = outbox(store, policy)) {
      assertEquals((long) Outbox.MOST_PENDING, outbox.counts().get("pending"));
      assertEquals("dropped", outbox.of("finding 0").get(0).state());
    }
  }

  @Test
  void aWebhookThatHangsHoldsUpNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HttpServer slow = server();
    HttpServer quick = server();
    slow.createContext(
        "/",
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    quick.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    slow.start();
    quick.start();
    GatePolicy policy =
        PolicyFile.parse(
            "webhooks: [{url: 'http://127.0.0.1:%d/'}, {url: 'http://127.0.0.1:%d/'}]"
                .formatted(slow.getAddress().getPort(), quick.getAddress().getPort()));
    try (ProfileStore store = open();
        Outbox outbox = outbox(store, policy)) {
      keep(store, outbox, findings(20));
      await(() -> outbox.counts().getOrDefault("delivered", 0L) == 20);
      assertTrue(outbox.counts().getOrDefault("pending", 0L) >= 20, outbox.counts().toString());
    } finally {
      end.countDown();
      slow.stop(0);
      quick.stop(0);
    }
  }

  @Test
  void slackGetsWhatSlackTakes() {
    Watched watched = Watched.begun("shop", "1.0", "1.1", 0);
    WatchedFinding finding = finding("x", "a.B.<init> & c");

    assertEquals(
        "{\"text\":\"*shop 1.1* got worse than 1.0 (cpu, +3.00 points):"
            + " a.B.&lt;init&gt; &amp; c Presize it.\"}",
        WebhookBody.of(GatePolicy.Webhook.Format.SLACK, watched, finding));
  }

  private static HttpServer server() throws Exception {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private ProfileStore open() throws Exception {
    return ProfileStore.open(
        RocksBlockStore.open(data.resolve("store")),
        Duration.ofHours(24),
        Duration.ofDays(30),
        Clock.systemUTC());
  }

  private static Outbox outbox(ProfileStore store, GatePolicy policy) {
    return Outbox.start(store, policy, Map.of(), LATER, Clock.systemUTC());
  }

  /** As the watch does: durable first. */
  private static void keep(ProfileStore store, Outbox outbox, List<WatchedFinding> found)
      throws Exception {
    List<Delivery> prepared = outbox.prepare(Watched.begun("shop", "1.0", "1.1", 0), found);
    List<Note> notes = prepared.stream().map(Outbox::note).toList();
    store.keep(notes).toCompletableFuture().get(1, TimeUnit.MINUTES);
    outbox.add(prepared);
  }

  private static List<WatchedFinding> findings(int count) {
    List<WatchedFinding> findings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      findings.add(finding("finding " + i, "It got slower."));
    }
    return findings;
  }

  private static WatchedFinding finding(String id, String sentence) {
    return new WatchedFinding(
        id,
        "cpu",
        "regression",
        "cpu",
        "a.B.c",
        null,
        List.of("a.B.c"),
        3,
        2,
        4,
        0.001,
        sentence,
        "Presize it.",
        WatchedFinding.SEEN,
        1,
        1,
        List.of());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never came");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
