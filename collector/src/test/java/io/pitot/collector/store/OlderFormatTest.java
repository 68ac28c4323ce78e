package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an older collector left is there, and gets what newer ones add. */
class OlderFormatTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final long START = 1_795_231_200 / 3600 * 3600;

  @TempDir Path data;
  private final MovableClock clock = new MovableClock(START + 4 * 3600);

  /** Format 1 had no sums of groups, 2 none of ten minutes, 3 nothing packed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void isReadAndBroughtUp(int format) throws Exception {
    try (ProfileStore store = open()) {
      for (String instance : List.of("a", "b")) {
        append(store, instance, START);
        append(store, instance, START + 1800);
      }
      clock.forward(Duration.ofMinutes(5));
      store.sumUpHours();
    }
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      assertFalse(blocks.partitions(Table.HOURS).isEmpty(), "no sums of an older format");
      drop(blocks, Table.PACKED);
      if (format < 3) {
        drop(blocks, Table.TENS);
        drop(blocks, Table.TEN_GROUPS);
      }
      if (format == 1) {
        drop(blocks, Table.GROUPS);
      }
    }
    Files.writeString(data.resolve("FORMAT"), format + "\n");

    try (ProfileStore store = open()) {
      assertEquals("4\n", Files.readString(data.resolve("FORMAT")));
      assertEquals(20, count(store));
      append(store, "b", START + 1810);
      assertEquals(25, count(store));
      clock.forward(Duration.ofMinutes(5));
      store.sumUpHours();
      assertEquals(25, count(store));
    }
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      StoreCheck.Result result = new StoreCheck(blocks, partition -> {}).run();
      assertEquals(List.of(), result.problems());
      for (Table table : List.of(Table.PACKED, Table.TENS, Table.TEN_GROUPS, Table.GROUPS)) {
        assertFalse(blocks.partitions(table).isEmpty(), table + " was not made");
      }
      assertTrue(result.entries() > 0);
    }
  }

  private ProfileStore open() throws Exception {
    Kept kept =
        new Kept(
            Duration.ofHours(2), Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(30));
    return ProfileStore.open(
        RocksBlockStore.open(data), new Retention(kept, Map.of(), DiskBudget.NONE), clock);
  }

  private static void drop(BlockStore blocks, Table table) {
    blocks.partitions(table).forEach(blocks::drop);
  }

  private static void append(ProfileStore store, String instance, long start) throws Exception {
    WindowBatch batch =
        new WindowBatch(
            "node-1/" + instance,
            Map.of("service", "shop", "instance", instance, "release", "1.0"),
            start,
            0,
            List.of("", "A.main", "B.b"),
            new int[] {0, 1},
            new int[] {1, 2},
            List.of(new WindowBatch.Rows(CPU, new int[] {2}, new long[] {5}, new long[] {5})),
            List.of());
    store.append(batch, 1000).toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  private static long count(ProfileStore store) {
    long[] count = new long[1];
    store.scan(
        new RawRange(1, 1, 0, Integer.MAX_VALUE - 1, START, START + 3600),
        (key, block) -> {
          count[0] += block.totalCount();
          return true;
        });
    return count[0];
  }
}
