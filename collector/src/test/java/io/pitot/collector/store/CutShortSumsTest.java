package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The collector ends at each single change that summing up and packing an hour makes: answers are
 * right before the next start has summed it up, and after, and when only packed windows are left.
 */
class CutShortSumsTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final long START = 1_795_231_200 / 3600 * 3600;
  private static final int SERIES = 3;
  private static final int WINDOWS_OF_SERIES = 4;
  private static final long ALL = -1;
  private static final long LATER = 130;

  private MovableClock clock = new MovableClock(START + 7200);

  /** Lets so many changes through, then none. */
  private static final class Cut implements Consumer<List<Put>> {
    private final BlockStore below;
    private int left;
    private boolean isReached;

    private Cut(BlockStore below, int changes) {
      this.below = below;
      this.left = changes;
    }

    @Override
    public synchronized void accept(List<Put> puts) {
      if (isReached) {
        throw new StoreUnavailableException("the collector has ended");
      }
      if (left < puts.size()) {
        isReached = true;
        below.write(puts.subList(0, left));
        throw new StoreUnavailableException("the collector ends here");
      }
      left -= puts.size();
    }

    private synchronized boolean isReached() {
      return isReached;
    }
  }

  @Test
  void anHourIsSummedUpOnceWhereverItWasCutShort() throws Exception {
    SortedMap<Long, Long> expected = expected();
    int changes = 0;
    while (isCutAt(changes, expected)) {
      changes++;
    }
    // Six times ten minutes and the hour: a seal each, and what they hold.
    assertTrue(changes > 7 + 3 * SERIES, "only " + changes + " changes were made");
  }

  /** The same where others of the hour are packed and gone, and sums are made of both. */
  @Test
  void soIsOneWhoseLastWindowsCameWhenTheOthersWerePacked() throws Exception {
    SortedMap<Long, Long> expected = expected();
    for (int i = 0; i < SERIES * WINDOWS_OF_SERIES; i += 2) {
      expected.merge(batch(i, LATER).startSeconds(), i + 6L, Long::sum);
      expected.merge(ALL, i + 6L, Long::sum);
    }
    int changes = 0;
    boolean isCut = true;
    while (isCut) {
      MemoryBlockStore packed = new MemoryBlockStore();
      clock = new MovableClock(START + 7200);
      fill(packed);
      try (ProfileStore store = open(packed)) {
        store.sumUpHours();
        awaitPackedOnly(packed);
        for (int i = 0; i < SERIES * WINDOWS_OF_SERIES; i += 2) {
          store.append(batch(i, LATER), 1000).toCompletableFuture().get(5, TimeUnit.MINUTES);
        }
        assertEquals(expected, countsByMinute(store), "before there are any new sums");
      }
      packed.reopen();
      Cut cut = new Cut(packed, changes);
      FailingStore failing = new FailingStore(packed);
      failing.beforeWrite(cut);
      try (ProfileStore store = open(failing)) {
        store.sumUpHours();
      } catch (StoreUnavailableException e) {
        assertTrue(cut.isReached(), e.toString());
      }
      packed.reopen();
      try (ProfileStore store = open(packed)) {
        assertEquals(expected, counts(store), "after " + changes + " changes, late");
        store.sumUpHours();
        assertEquals(expected, counts(store), "after " + changes + " changes, late");
        assertEquals(expected, countsByMinute(store), "after " + changes + " changes, late");
      }
      assertEquals(List.of(), new StoreCheck(reopened(packed), p -> {}).run().problems());
      assertTrue(new SealedSpans(packed).isSealed(ServiceSpan.of(Level.HOUR, 1, START)));
      isCut = cut.isReached();
      changes++;
    }
    assertTrue(changes > 2 * SERIES, "only " + changes + " changes were made");
  }

  /** What {@link #fill} stores. */
  private static SortedMap<Long, Long> expected() {
    SortedMap<Long, Long> expected = new TreeMap<>();
    for (int i = 0; i < SERIES * WINDOWS_OF_SERIES; i++) {
      expected.merge(batch(i).startSeconds(), i + 6L, Long::sum);
      expected.merge(ALL, i + 6L, Long::sum);
    }
    return expected;
  }

  /** Returns false when there are fewer changes than that. */
  private boolean isCutAt(int changes, SortedMap<Long, Long> expected) throws Exception {
    MemoryBlockStore blocks = new MemoryBlockStore();
    clock = new MovableClock(START + 7200);
    fill(blocks);
    Cut cut = new Cut(blocks, changes);
    FailingStore failing = new FailingStore(blocks);
    failing.beforeWrite(cut);
    try (ProfileStore store = open(failing)) {
      store.sumUpHours();
    } catch (StoreUnavailableException e) {
      assertTrue(cut.isReached(), e.toString());
    }
    blocks.reopen();
    try (ProfileStore store = open(blocks)) {
      assertEquals(expected, counts(store), "after " + changes + " changes, before the next sums");
      store.sumUpHours();
      assertEquals(expected, counts(store), "after " + changes + " changes");
    }
    blocks.reopen();
    assertEquals(List.of(), new StoreCheck(blocks, p -> {}).run().problems(), "after " + changes);
    SealedSpans spans = new SealedSpans(blocks);
    assertTrue(spans.isSealed(ServiceSpan.of(Level.HOUR, 1, START)), "after " + changes);
    assertTrue(spans.isPacked(1, new Partition(Table.RAW, START)), "after " + changes);
    try (ProfileStore store = open(blocks)) {
      store.sumUpHours();
      awaitPackedOnly(blocks);
      assertEquals(expected, counts(store), "after " + changes + " changes, packed");
      assertEquals(expected, countsByMinute(store), "after " + changes + " changes, packed");
    }
    assertEquals(
        List.of(), new StoreCheck(reopened(blocks), p -> {}).run().problems(), "after " + changes);
    return cut.isReached();
  }

  private static BlockStore reopened(MemoryBlockStore blocks) {
    blocks.reopen();
    return blocks;
  }

  private void awaitPackedOnly(BlockStore blocks) throws InterruptedException {
    clock.forward(Duration.ofHours(4));
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!blocks.partitions(Table.RAW).isEmpty()) {
      assertTrue(System.nanoTime() < deadline, "windows are still there as they came");
      Thread.sleep(10);
    }
  }

  /** What packed windows say, which answer for what is less than ten minutes. */
  private static SortedMap<Long, Long> countsByMinute(ProfileStore store) {
    SortedMap<Long, Long> counts = new TreeMap<>();
    for (long minute = START; minute < START + 3600; minute += 60) {
      RawRange range = new RawRange(1, 1, 0, Integer.MAX_VALUE - 1, minute, minute + 60);
      store.scanTotals(
          range, 10, (series, start, count, sum) -> counts.merge(start, count, Long::sum));
      store.scan(
          range,
          (key, block) -> {
            counts.merge(ALL, block.totalCount(), Long::sum);
            return true;
          });
    }
    return counts;
  }

  /** In a start of its own: what was just written is not at rest. */
  private void fill(MemoryBlockStore blocks) throws Exception {
    try (ProfileStore store = open(blocks)) {
      for (int i = 0; i < SERIES * WINDOWS_OF_SERIES; i++) {
        store.append(batch(i), 1000).toCompletableFuture().get(5, TimeUnit.MINUTES);
      }
    }
    blocks.reopen();
  }

  private ProfileStore open(BlockStore blocks) {
    Kept kept =
        new Kept(
            Duration.ofHours(3), Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(30));
    return ProfileStore.open(blocks, new Retention(kept, Map.of(), DiskBudget.NONE), clock);
  }

  /** What each window says, and under {@link #ALL} what the longest sums say. */
  private static SortedMap<Long, Long> counts(ProfileStore store) {
    RawRange hour = new RawRange(1, 1, 0, Integer.MAX_VALUE - 1, START, START + 3600);
    SortedMap<Long, Long> counts = new TreeMap<>();
    store.scanTotals(
        hour, 10, (series, start, count, sum) -> counts.merge(start, count, Long::sum));
    store.scan(
        hour,
        (key, block) -> {
          counts.merge(ALL, block.totalCount(), Long::sum);
          return true;
        });
    return counts;
  }

  private static WindowBatch batch(int number) {
    return batch(number, 0);
  }

  private static WindowBatch batch(int number, long laterSeconds) {
    String instance = "i" + number % SERIES;
    return new WindowBatch(
        "node-1/" + instance,
        Map.of("service", "shop", "instance", instance, "release", "1.0"),
        START + 610L * (number / SERIES) + laterSeconds,
        0,
        List.of("", "A.main", "B.b", "C.c" + number),
        new int[] {0, 1, 1},
        new int[] {1, 2, 3},
        List.of(
            new WindowBatch.Rows(
                CPU, new int[] {2, 3}, new long[] {number + 1, 5}, new long[] {number + 1, 5})),
        List.of());
  }
}
