package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import io.pitot.collector.store.FailingStore;
import io.pitot.collector.store.MemoryBlockStore;
import io.pitot.collector.store.ProfileStore;
import io.pitot.proto.v1.Batch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A daemon that is faster than the disk waits, and no other waits for it. */
class BackPressureTest {
  private static final int BATCHES = 10 * IngestLimits.MAX_UNANSWERED_BATCHES;
  private static final int GREETINGS = 5;
  private static final long NOW = TestBatches.windowOf(System.currentTimeMillis());

  private final FailingStore blocks = new FailingStore(new MemoryBlockStore());

  /** A permit for each write that the disk makes. */
  private final Semaphore written = new Semaphore(0);

  @Test
  void ofAStreamNoMoreIsReadThanMayBeUnanswered() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ProfileStore store = open();
        IngestServer server =
            IngestServer.start(store, any, null, null, "test", Clock.systemUTC());
        TestDaemon fast = TestDaemon.greet(server.port());
        TestDaemon other = TestDaemon.greet(server.port())) {
      blocks.beforeWrite(puts -> written.acquireUninterruptibly());
      try {
        for (int i = 0; i < BATCHES; i++) {
          fast.send(batch("fast" + i));
        }
        awaitUnanswered(server, IngestLimits.MAX_UNANSWERED_BATCHES);
        // By the time that the same threads have read so much of others, they would have read more.
        for (int i = 0; i < GREETINGS; i++) {
          TestDaemon.greet(server.port()).close();
        }
        assertEquals(IngestLimits.MAX_UNANSWERED_BATCHES, server.unanswered());
        other.send(batch("other"));
        awaitUnanswered(server, IngestLimits.MAX_UNANSWERED_BATCHES + 1);
      } finally {
        // Sums are written, too.
        written.release(10 * BATCHES);
      }
      for (int i = 0; i < BATCHES; i++) {
        assertTrue(fast.answer().hasAck());
        int unanswered = server.unanswered();
        assertTrue(unanswered <= IngestLimits.MAX_UNANSWERED_BATCHES + 1, unanswered + " are read");
      }
      assertTrue(other.answer().hasAck());
      assertEquals(BATCHES + 1, store.catalog().seriesCount());
    }
  }

  private ProfileStore open() {
    return ProfileStore.open(blocks, Duration.ofHours(24), Duration.ofDays(30), Clock.systemUTC());
  }

  private static Batch batch(String instance) {
    return TestBatches.of("shop", "1.0", instance).cpu("Main.run", 1).at(NOW);
  }

  private static void awaitUnanswered(IngestServer server, int expected)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (server.unanswered() < expected) {
      assertTrue(System.nanoTime() < deadline, server.unanswered() + " of " + expected);
      Thread.sleep(5);
    }
  }
}
