package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.fold.Intervals.LockSum;
import io.pitot.daemon.fold.WindowText.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a daemon that has to spare leaves out is counted, and what it keeps is exact. */
class DetailTest {
  private static final List<ProfileType> TYPES =
      List.of(ProfileType.CPU_TIME, ProfileType.ALLOC, ProfileType.LOCK, ProfileType.PARK);
  private static final Set<String> GIVEN_UP = Set.of("alloc", "park");
  private static final int STACKS = 700;
  private static final int EVENTS = 20_000;
  private static final int WAITS = 900;
  private static final long WINDOW_NANOS = WindowFold.WINDOW_MILLIS * 1_000_000L;

  private final Map<String, Total> recorded = new TreeMap<>();
  private final Map<Integer, Long> cpuByStack = new TreeMap<>();
  private final FoldedWindows folded = new FoldedWindows();

  @ParameterizedTest
  @EnumSource(Detail.class)
  void whatIsLeftOutIsCountedAndTheRestIsExact(Detail detail) {
    long seed = System.nanoTime();
    fold(new Random(seed), detail, detail);
    Map<String, Total> kept = totals();
    Map<String, Long> lost = losses();
    String told = "seed " + seed + ", " + lost;
    long givenUp = 0;
    for (Map.Entry<String, Total> type : recorded.entrySet()) {
      if (detail == Detail.FEWER_TYPES && GIVEN_UP.contains(type.getKey())) {
        givenUp += type.getValue().count();
      } else {
        assertEquals(type.getValue(), kept.remove(type.getKey()), told);
      }
    }
    assertEquals(Map.of(), kept, told);
    assertEquals(givenUp, lost.getOrDefault(OpenWindow.BUDGET_TYPES, 0L), told);
    assertEquals(overflow(), lost.getOrDefault(OpenWindow.BUDGET_STACKS, 0L), told);
    assertEquals(!detail.keepsRareStacks(), overflow() > 0, told);
    assertWaits(detail, lost, told);
  }

  /** As when the daemon begins to spare in the middle of a window. */
  @Test
  void aWindowThatBeganInFullIsCountedAsAWhole() {
    long seed = System.nanoTime();
    fold(new Random(seed), Detail.ALL, Detail.FEWER_TYPES);
    long events = count("alloc") + count("park");
    assertEquals(events, losses().get(OpenWindow.BUDGET_TYPES), "seed " + seed);
    assertEquals(Set.of("cpu", "lock"), totals().keySet());
  }

  @Test
  void theStacksThatAreKeptAreTheLargest() {
    fold(new Random(7), Detail.FEWER_STACKS, Detail.FEWER_STACKS);
    List<Row> cpu = rows("cpu");
    assertEquals(Detail.MOST_STACKS + 1, cpu.size());
    long smallest =
        cpu.stream().filter(row -> !isOverflow(row)).mapToLong(Row::sum).min().orElseThrow();
    List<Long> largest = cpuByStack.values().stream().sorted(Comparator.reverseOrder()).toList();
    assertEquals(largest.get(Detail.MOST_STACKS - 1), smallest);
    assertTrue(largest.size() > 2 * Detail.MOST_STACKS);
  }

  private void assertWaits(Detail detail, Map<String, Long> lost, String told) {
    Intervals intervals = folded.windows().get(0).intervals();
    assertEquals(WAITS, intervals.locks().stream().mapToLong(LockSum::count).sum(), told);
    assertEquals(WAITS, intervals.waits().size() + intervals.waitsLeftOut(), told);
    if (detail == Detail.ALL) {
      assertTrue(intervals.waits().size() > 100, told);
    } else {
      assertEquals(0, intervals.waits().size(), told);
      assertTrue(lost.getOrDefault(OpenWindow.BUDGET_WAITS, 0L) > 100, told);
    }
  }

  private void fold(Random random, Detail first, Detail last) {
    OpenWindows windows = new OpenWindows(FoldedWindows.TARGET, FoldLimits.DEFAULT, folded);
    windows.startChunk();
    TextNames names = new TextNames();
    for (int stack = 1; stack <= STACKS; stack++) {
      names.stack(stack, "main;a.B.c" + stack);
    }
    windows.keep(first);
    for (int i = 0; i < EVENTS; i++) {
      ProfileType type = TYPES.get(i % TYPES.size());
      // Some stacks have many events and most have few.
      int stack = 1 + (int) (STACKS * Math.pow(random.nextDouble(), 4));
      long value = type == ProfileType.CPU_TIME ? 1 : 1 + random.nextInt(1_000);
      windows.sample(type, random.nextLong(WINDOW_NANOS), stack, 0, value);
      if (type == ProfileType.CPU_TIME) {
        cpuByStack.merge(stack, 1L, Long::sum);
      }
      recorded.merge(type.typeName(), new Total(1, value), Total::plus);
      if (i == EVENTS / 2) {
        windows.resolve(names);
        windows.keep(last);
      }
    }
    for (int i = 0; i < WAITS; i++) {
      windows.wait(waited(i * 1_000L, 500 + i));
    }
    windows.resolve(names);
    windows.advanceTo(WINDOW_NANOS);
  }

  private static WindowWaits.Named waited(long start, long nanos) {
    return WindowWaits.Named.of(
        new WaitHandler.Raw(
            WaitSource.MONITOR,
            start,
            start + nanos,
            start,
            nanos,
            1,
            1,
            1,
            0,
            0,
            0,
            "",
            0,
            0,
            0,
            false),
        WaitKind.MONITOR,
        "Lock",
        new Stack("main", "Lock"),
        "thread",
        "");
  }

  private Map<String, Total> totals() {
    Map<String, Total> totals = new TreeMap<>();
    for (Row row : WindowText.rows(folded.windows().get(0))) {
      totals.merge(row.type(), new Total(row.count(), row.sum()), Total::plus);
    }
    return totals;
  }

  private long count(String type) {
    return recorded.getOrDefault(type, new Total(0, 0)).count();
  }

  private List<Row> rows(String type) {
    List<Row> rows = new ArrayList<>(WindowText.rows(folded.windows().get(0)));
    rows.removeIf(row -> !row.type().equals(type));
    return rows;
  }

  private long overflow() {
    return WindowText.rows(folded.windows().get(0)).stream()
        .filter(DetailTest::isOverflow)
        .mapToLong(Row::count)
        .sum();
  }

  private static boolean isOverflow(Row row) {
    return row.stack().contains("[overflow]");
  }

  private Map<String, Long> losses() {
    assertEquals(1, folded.windows().size());
    Map<String, Long> losses = new TreeMap<>();
    folded.losses().forEach(loss -> losses.put(loss.reason(), loss.count()));
    return losses;
  }
}
