package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A write failed, as on a full disk, and left nothing or all of what it was to write; the collector
 * goes on and ends before an hour is summed up anew. What came in between is there afterwards.
 */
class FailedWritesTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final long START = 1_795_231_200 / 3600 * 3600;
  private static final Duration LATER = Duration.ofMinutes(90);
  private static final Kept KEPT =
      new Kept(
          Duration.ofHours(1), Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(30));

  private final MovableClock clock = new MovableClock(START);
  private final MemoryBlockStore blocks = new MemoryBlockStore();
  private final FailingStore failing = new FailingStore(blocks);

  @BeforeEach
  void fill() throws Exception {
    try (ProfileStore store = open()) {
      append(store, START, 3);
      append(store, START + 1800, 5);
    }
    clock.forward(LATER);
  }

  @Test
  void aSealThatAFailedWriteWasToRemoveIsRemovedByTheNext() throws Exception {
    try (ProfileStore store = open()) {
      store.sumUpHours();
      failing.beforeWrite(
          puts -> {
            throw new StoreUnavailableException("no space left");
          });
      ExecutionException refused =
          assertThrows(ExecutionException.class, () -> append(store, START + 10, 9));
      assertInstanceOf(StoreUnavailableException.class, refused.getCause());
      failing.beforeWrite(puts -> {});
      append(store, START + 20, 7);
    }
    assertThereAfterAStart(3 + 7 + 5);
  }

  /** By the first write that succeeds, and not by each window that comes after it. */
  @Test
  void aBrokenSealIsRemovedOnce() throws Exception {
    ServiceSpan hour = ServiceSpan.of(Level.HOUR, 1, START);
    byte[] key = SpanKey.seal(hour).toBytes();
    AtomicInteger removals = new AtomicInteger();
    try (ProfileStore store = open()) {
      store.sumUpHours();
      failing.beforeWrite(
          puts ->
              puts.stream()
                  .filter(put -> put.partition().equals(hour.partition()) && put.value() == null)
                  .filter(put -> Arrays.equals(put.key(), key))
                  .forEach(put -> removals.incrementAndGet()));
      append(store, START + 10, 9);
      assertEquals(1, removals.get());
      append(store, START + 20, 7);
      assertEquals(1, removals.get(), "it was gone already");
      failing.beforeWrite(puts -> {});
    }
    assertThereAfterAStart(3 + 9 + 7 + 5);
  }

  /** The engine reads its log again, and the end of it was no worse for the error. */
  @Test
  void aSealWhoseWriteFailedDoesNotCountThoughItIsStored() throws Exception {
    for (Level level : Level.values()) {
      ServiceSpan first = ServiceSpan.of(level, 1, START);
      failing.beforeWrite(
          puts -> {
            if (puts.stream().anyMatch(isSealOf(first))) {
              blocks.write(puts);
              throw new StoreUnavailableException("cannot sync");
            }
          });
      try (ProfileStore store = open()) {
        assertThrows(StoreUnavailableException.class, store::sumUpHours);
        // Nothing is over any more, and who was at it meanwhile is done.
        clock.back(LATER);
        store.sumUpHours();
        assertTrue(new SealedSpans(blocks).isSealed(first), "it is stored");
        append(store, START + 20, 7);
        assertFalse(new SealedSpans(blocks).isSealed(first), "it is still stored");
      }
      clock.forward(LATER);
      failing.beforeWrite(puts -> {});
      assertThereAfterAStart(3 + 7 + 5);
      clock.forward(Duration.ofMinutes(2));
      try (ProfileStore store = open()) {
        append(store, START + 20, 7);
      }
    }
  }

  /** The note that the others are packed comes first, and was not written. */
  @Test
  void anHourThatIsEmptyIsNotAllThatThereIs() throws Exception {
    try (ProfileStore store = open()) {
      store.sumUpHours();
      clock.forward(Duration.ofHours(4));
      awaitPackedAlone(store);
      Partition hour = new Partition(Table.RAW, START);
      failing.beforeWrite(
          puts -> {
            // The partition is there, and nothing is in it.
            blocks.write(List.of(new Put(hour, new byte[] {1}, null)));
            throw new StoreUnavailableException("no space left");
          });
      assertThrows(ExecutionException.class, () -> append(store, START + 10, 9));
      failing.beforeWrite(puts -> {});
      assertEquals(1, blocks.partitions(Table.RAW).size());
      assertEquals(3, count(store, START, START + 60));
    }
    try (ProfileStore store = open()) {
      assertEquals(3, count(store, START, START + 60));
      append(store, START + 20, 7);
      assertEquals(3 + 7, count(store, START, START + 60));
    }
    assertThereAfterAStart(3 + 7 + 5);
  }

  private static Predicate<Put> isSealOf(ServiceSpan span) {
    byte[] key = SpanKey.seal(span).toBytes();
    return put ->
        put.partition().equals(span.partition())
            && put.value() != null
            && Arrays.equals(put.key(), key);
  }

  /** Before its windows are summed up anew, and after that. */
  private void assertThereAfterAStart(long expected) throws Exception {
    blocks.reopen();
    try (ProfileStore store = open()) {
      assertEquals(expected, count(store, START, START + 3600));
      clock.forward(Duration.ofMinutes(2));
      store.sumUpHours();
      assertEquals(expected, count(store, START, START + 3600));
    }
    blocks.reopen();
    assertEquals(List.of(), new StoreCheck(blocks, partition -> {}).run().problems());
  }

  private void awaitPackedAlone(ProfileStore store) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!blocks.partitions(Table.RAW).isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "windows are still there as they came");
      store.keep(List.of()).toCompletableFuture().get(2, TimeUnit.MINUTES);
    }
  }

  private ProfileStore open() {
    blocks.reopen();
    return ProfileStore.open(failing, new Retention(KEPT, Map.of(), DiskBudget.NONE), clock);
  }

  private static void append(ProfileStore store, long start, long count) throws Exception {
    WindowBatch batch =
        new WindowBatch(
            "node-1/a",
            Map.of("service", "shop", "instance", "a", "release", "1.0"),
            start,
            0,
            List.of("", "A.main"),
            new int[] {0},
            new int[] {1},
            List.of(
                new WindowBatch.Rows(CPU, new int[] {1}, new long[] {count}, new long[] {count})),
            List.of());
    store.append(batch, 1000).toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  private static long count(ProfileStore store, long from, long to) {
    long[] count = new long[1];
    store.scan(
        new RawRange(1, 1, 0, Integer.MAX_VALUE - 1, from, to),
        (key, block) -> {
          count[0] += block.totalCount();
          return true;
        });
    return count[0];
  }
}
