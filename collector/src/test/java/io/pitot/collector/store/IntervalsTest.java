package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tables of waits and pauses come back as they were given. */
class IntervalsTest {
  private static final long START = 1_795_231_200;
  private static final int WINDOWS = 60;

  private final MemoryBlockStore memory = new MemoryBlockStore();
  private final long seed = Long.getLong("pitot.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void whatWasAppendedIsReadBackByKindAndTime() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (int round = 0; round < 3; round++) {
      memory.reopen();
      try (ProfileStore store = open()) {
        for (int i = 0; i < WINDOWS; i++) {
          long start = START + 10L * random.nextInt(WINDOWS);
          int part = random.nextInt(2);
          List<IntervalTable> tables = new ArrayList<>();
          for (IntervalKind kind : IntervalKind.values()) {
            IntervalTable table = table(kind);
            tables.add(table);
            expected.put(
                kind + " " + start + " " + part, text(table, List.of("", "A.a", "A.a;B.b")));
          }
          append(store, start, part, tables);
        }
        assertEquals(expected, stored(store, START, START + 10 * WINDOWS), "seed " + seed);
        long from = START + 10L * random.nextInt(WINDOWS);
        Map<String, String> later = new TreeMap<>(expected);
        later.keySet().removeIf(key -> Long.parseLong(key.split(" ", -1)[1]) < from);
        assertEquals(later, stored(store, from, START + 86_400 * 3), "seed " + seed);
      }
    }
  }

  private IntervalTable table(IntervalKind kind) {
    int rows = 1 + random.nextInt(5);
    long[][] columns = new long[kind.columns()][rows];
    for (int column = 0; column < columns.length; column++) {
      for (int row = 0; row < rows; row++) {
        columns[column][row] =
            column == kind.stackColumn()
                ? random.nextInt(3)
                : random.nextLong() >> random.nextInt(64);
      }
    }
    return new IntervalTable(kind, List.of("", "word", "\u00e9\u20ac"), columns);
  }

  private static String text(IntervalTable table, List<String> stacks) {
    StringBuilder text = new StringBuilder(table.strings().toString());
    for (int column = 0; column < table.columns().length; column++) {
      long[] entries = table.columns()[column];
      text.append(
          column == table.kind().stackColumn()
              ? Arrays.stream(entries).mapToObj(node -> stacks.get((int) node)).toList()
              : Arrays.toString(entries));
    }
    return text.toString();
  }

  private static Map<String, String> stored(ProfileStore store, long from, long to) {
    int service = store.catalog().service("shop").orElseThrow();
    Map<String, String> stored = new TreeMap<>();
    for (IntervalKind kind : IntervalKind.values()) {
      store.scanIntervals(
          service,
          kind,
          from,
          to,
          (key, value) -> {
            Dictionary dictionary = store.dictionary(value.dictionary(), value.version());
            List<String> stacks = new ArrayList<>();
            for (int node = 0; node < value.version(); node++) {
              stacks.add(stack(dictionary, node));
            }
            stored.put(
                kind + " " + key.windowSeconds() + " " + key.part(), text(value.table(), stacks));
            return true;
          });
    }
    return stored;
  }

  private static String stack(Dictionary dictionary, int node) {
    if (node == 0) {
      return "";
    }
    String name = dictionary.name(dictionary.frame(node));
    String above = stack(dictionary, dictionary.parent(node));
    return above.isEmpty() ? name : above + ";" + name;
  }

  private ProfileStore open() {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(START + 1_000), ZoneOffset.UTC);
    return ProfileStore.open(memory, Duration.ofDays(1), Duration.ofDays(30), clock);
  }

  private static void append(
      ProfileStore store, long start, int part, List<IntervalTable> intervals) throws Exception {
    WindowBatch batch =
        new WindowBatch(
            "node-1/a",
            Map.of("service", "shop", "instance", "a", "release", "1.0"),
            start,
            part,
            FrameNames.of(List.of("", "A.a", "B.b")),
            new int[] {0, 1},
            new int[] {1, 2},
            List.of(),
            List.of(),
            intervals,
            "");
    store.append(batch, 1000).toCompletableFuture().get(5, TimeUnit.MINUTES);
  }
}
