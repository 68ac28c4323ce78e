package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes when, by level and by service, and what a clock that is wrong does to it. */
class RetentionTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final long START = 1_795_231_200 / 3600 * 3600;
  private static final Kept DAY =
      new Kept(
          Duration.ofHours(24), Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(30));

  @TempDir Path data;
  private final MovableClock clock = new MovableClock(START);
  private final AtomicLong passedNanos = new AtomicLong();

  @Test
  void eachServiceKeepsEachLevelAsLongAsItSays() throws Exception {
    Kept shorter =
        new Kept(
            Duration.ofHours(2), Duration.ofHours(2), Duration.ofHours(2), Duration.ofDays(30));
    Retention retention = new Retention(DAY, Map.of("batch", shorter), DiskBudget.NONE);
    RocksBlockStore blocks = RocksBlockStore.open(data);
    try (ProfileStore store = open(blocks, retention)) {
      for (String service : List.of("shop", "batch", "other")) {
        append(store, service, START, 3);
        append(store, service, START + 700, 5);
      }
      pass(Duration.ofHours(4));
      store.sumUpHours();
      append(store, "shop", START + 4 * 3600, 1);
      pass(Duration.ofMinutes(2));
      settle(store);

      assertEquals(List.of(0L, 10L, 700L, 710L), windows(store, "shop"));
      assertEquals(List.of(0L, 10L, 700L, 710L), windows(store, "other"));
      // Its sums of ten minutes are there as long as the day is.
      assertEquals(List.of(0L, 0L, 600L, 600L), windows(store, "batch"));
      for (String service : List.of("shop", "batch", "other")) {
        assertEquals(16, count(store, service, START, START + 3600), service);
      }
      ExecutionException late =
          assertThrows(ExecutionException.class, () -> append(store, "batch", START, 3));
      assertInstanceOf(LateWindowException.class, late.getCause());
      assertEquals(
          "the window of %s is older than the 2 h that are kept"
              .formatted(Instant.ofEpochSecond(START)),
          late.getCause().getMessage());
      append(store, "other", START + 1000, 1);
    }
    assertEquals(List.of(), check());
  }

  @Test
  void aClockThatJumpsLetsNothingGoUntilWindowsAgree() throws Exception {
    RocksBlockStore blocks = RocksBlockStore.open(data);
    try (ProfileStore store = open(blocks, new Retention(DAY, Map.of(), DiskBudget.NONE))) {
      append(store, "shop", START, 3);
      pass(Duration.ofMinutes(90));
      store.sumUpHours();
      clock.forward(Duration.ofDays(3));
      settle(store);
      append(store, "shop", START + 5400, 1);
      settle(store);
      assertEquals(2, blocks.partitions(Table.RAW).size());

      // Now there are windows of that time, too; after ten minutes of them it is believed.
      append(store, "shop", clock.instant().getEpochSecond() / 10 * 10, 1);
      settle(store);
      assertEquals(3, blocks.partitions(Table.RAW).size());
      pass(Duration.ofMinutes(5));
      settle(store);
      assertEquals(3, blocks.partitions(Table.RAW).size());
      store.sumUpHours();
      pass(Duration.ofMinutes(6));
      settle(store);
      assertEquals(1, blocks.partitions(Table.RAW).size());
      assertEquals(6, count(store, "shop", START, START + 3600));

      Instant before = store.latestTime();
      clock.back(Duration.ofDays(2));
      assertTrue(store.latestTime().isAfter(before.minusSeconds(120)), "" + store.latestTime());
      append(store, "shop", before.getEpochSecond() / 10 * 10, 1);
    }
    // After a restart nothing but the windows tells that the clock is wrong.
    clock.forward(Duration.ofDays(100));
    blocks = RocksBlockStore.open(data);
    try (ProfileStore store = open(blocks, new Retention(DAY, Map.of(), DiskBudget.NONE))) {
      settle(store);
      assertEquals(1, blocks.partitions(Table.RAW).size());
      assertEquals(6, count(store, "shop", START, START + 3600));
    }
  }

  @Test
  void aWindowOfAnHourThatWentBeforeItsTimeDoesNotReplaceItsSum() throws Exception {
    MemoryBlockStore blocks = new MemoryBlockStore();
    DiskBudget disk = new DiskBudget(Long.MAX_VALUE, 1000);
    try (ProfileStore store = open(blocks, new Retention(DAY, Map.of(), disk))) {
      append(store, "shop", START, 3);
      append(store, "shop", START + 3600, 1);
      pass(Duration.ofHours(3));
      store.sumUpHours();
      blocks.freeBytes(900);
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (blocks.partitions(Table.RAW).size() > 1) {
        assertTrue(System.nanoTime() < deadline, "nothing was let go");
        append(store, "shop", START + 3600, 1);
        Thread.sleep(50);
      }
      ExecutionException late =
          assertThrows(ExecutionException.class, () -> append(store, "shop", START + 20, 9));
      assertInstanceOf(LateWindowException.class, late.getCause());
      assertEquals(6, count(store, "shop", START, START + 3600));
    }
  }

  private ProfileStore open(BlockStore blocks, Retention retention) {
    return ProfileStore.open(blocks, retention, clock, passedNanos::get);
  }

  private void pass(Duration time) {
    // In this order: who sees the new time of the clock sees that it has passed, too.
    passedNanos.addAndGet(time.toNanos());
    clock.forward(time);
  }

  /** The committer looks at the clock after each turn, and the second begins after the first. */
  private void settle(ProfileStore store) throws Exception {
    pass(Duration.ofSeconds(61));
    for (int i = 0; i < 2; i++) {
      store.keep(List.of()).toCompletableFuture().get(2, TimeUnit.MINUTES);
    }
  }

  private List<String> check() throws Exception {
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      return new StoreCheck(blocks, partition -> {}).run().problems();
    }
  }

  /** Two instances, so that there is a group. */
  private static void append(ProfileStore store, String service, long start, long count)
      throws Exception {
    for (String instance : List.of("a", "b")) {
      WindowBatch batch =
          new WindowBatch(
              "node-1/" + service + instance,
              Map.of("service", service, "instance", instance, "release", "1.0"),
              instance.equals("a") ? start : start + 10,
              0,
              List.of("", "A.main", service + ".b"),
              new int[] {0, 1},
              new int[] {1, 2},
              List.of(
                  new WindowBatch.Rows(CPU, new int[] {2}, new long[] {count}, new long[] {count})),
              List.of());
      store.append(batch, 1000).toCompletableFuture().get(2, TimeUnit.MINUTES);
    }
  }

  private static long count(ProfileStore store, String service, long from, long to) {
    int number = store.catalog().service(service).orElseThrow();
    long[] count = new long[1];
    store.scan(
        new RawRange(number, 1, 0, Integer.MAX_VALUE - 1, from, to),
        (key, block) -> {
          count[0] += block.totalCount();
          return true;
        });
    return count[0];
  }

  /** Starts of what answers for two parts of the first hour, from its start. */
  private static List<Long> windows(ProfileStore store, String service) {
    int number = store.catalog().service(service).orElseThrow();
    LongStream.Builder starts = LongStream.builder();
    // A second less than the ten minutes at both ends leaves no sum that answers.
    for (long from : List.of(START, START + 601)) {
      store.scan(
          new RawRange(number, 1, 0, Integer.MAX_VALUE - 1, from, from + 599),
          (key, block) -> {
            starts.add(key.windowSeconds() - START);
            return true;
          });
    }
    return starts.build().sorted().boxed().toList();
  }
}
