package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oldest goes before the disk is full; what cannot be kept is refused, for as long as that. */
class SpaceKeeperTest {
  private static final long MEGABYTE = 1 << 20;

  private final MemoryBlockStore blocks = new MemoryBlockStore();
  private final Set<Partition> unsummed = new HashSet<>();
  private long nanos;

  @BeforeEach
  void fill() {
    for (long hour = 1; hour <= 3; hour++) {
      blocks.write(
          List.of(new Put(new Partition(Table.RAW, hour * 3600), new byte[] {1}, new byte[1000])));
    }
  }

  @Test
  void theOldestGoesFirstAndThePresentNever() {
    SpaceKeeper keeper = keeper(new DiskBudget(Long.MAX_VALUE, 100 * MEGABYTE));
    blocks.freeBytes(200 * MEGABYTE);
    check(keeper);
    assertEquals(List.of(1L, 2L, 3L), hours());

    blocks.freeBytes(90 * MEGABYTE);
    pass(2);
    check(keeper);
    assertEquals(List.of(2L, 3L), hours());
    pass(2);
    check(keeper);
    assertEquals(List.of(2L, 3L), hours(), "what was dropped was given no time to be removed");
    for (int i = 0; i < 5; i++) {
      pass(10);
      check(keeper);
    }
    assertEquals(List.of(3L), hours());
    assertEquals(2, keeper.dropped());
  }

  @Test
  void whatIsPackedGoesBeforeWhatIsThereAsItCameButNotWhileItIsThereInBothForms() {
    for (long start : List.of(-8L, -4L, 0L)) {
      Partition packed = new Partition(Table.PACKED, start * 3600);
      blocks.write(List.of(new Put(packed, new byte[] {1}, new byte[1000])));
    }
    SpaceKeeper keeper = keeper(new DiskBudget(Long.MAX_VALUE, 100 * MEGABYTE));
    blocks.freeBytes(90 * MEGABYTE);
    check(keeper);
    assertEquals(List.of(-4L, 0L), hours(Table.PACKED));
    for (int i = 0; i < 2; i++) {
      pass(10);
      check(keeper);
    }
    assertEquals(List.of(0L), hours(Table.PACKED));
    assertEquals(List.of(2L, 3L), hours());
    for (int i = 0; i < 5; i++) {
      pass(10);
      check(keeper);
    }
    assertEquals(List.of(0L), hours(Table.PACKED), "the present would be packed again");
    assertEquals(List.of(3L), hours());
  }

  /** Whose sums are not made yet would be lost altogether. */
  @Test
  void whatIsSummedUpGoesBeforeWhatIsNot() {
    Partition packed = new Partition(Table.PACKED, -8 * 3600);
    blocks.write(List.of(new Put(packed, new byte[] {1}, new byte[1000])));
    Partition oldest = new Partition(Table.RAW, 3600);
    unsummed.addAll(List.of(packed, oldest));
    SpaceKeeper keeper = keeper(new DiskBudget(Long.MAX_VALUE, 100 * MEGABYTE));
    blocks.freeBytes(90 * MEGABYTE);
    check(keeper);
    assertEquals(List.of(-8L), hours(Table.PACKED));
    assertEquals(List.of(1L, 3L), hours());

    pass(10);
    check(keeper);
    assertEquals(List.of(), hours(Table.PACKED), "nothing else was left to go");
    assertEquals(List.of(1L, 3L), hours());
    pass(10);
    check(keeper);
    assertEquals(List.of(3L), hours());
  }

  @Test
  void aFullDiskIsSaidAndTheNextLookThatFindsSpaceEndsIt() {
    SpaceKeeper keeper = keeper(new DiskBudget(Long.MAX_VALUE, 100 * MEGABYTE));
    blocks.freeBytes(40 * MEGABYTE);
    StoreUnavailableException refused =
        assertThrows(StoreUnavailableException.class, () -> check(keeper));
    assertEquals(
        "the collector's disk has 40 MB left, 100 MB are kept free (--min-free)",
        refused.getMessage());

    blocks.freeBytes(200 * MEGABYTE);
    pass(2);
    check(keeper);
  }

  @Test
  void whatExceedsTheBudgetGoes() {
    SpaceKeeper keeper = keeper(new DiskBudget(blocks.sizeBytes() - 1, 0));
    check(keeper);
    assertEquals(List.of(2L, 3L), hours());
    assertTrue(keeper.dropped() == 1, "dropped " + keeper.dropped());
  }

  private SpaceKeeper keeper(DiskBudget budget) {
    return new SpaceKeeper(blocks, partition -> !unsummed.contains(partition), budget, () -> nanos);
  }

  private void check(SpaceKeeper keeper) {
    keeper.check(blocks::drop);
  }

  private void pass(int seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  private List<Long> hours() {
    return hours(Table.RAW);
  }

  private List<Long> hours(Table table) {
    return blocks.partitions(table).stream()
        .flatMapToLong(partition -> LongStream.of(partition.startSeconds() / 3600))
        .boxed()
        .toList();
  }
}
