package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is damaged is found, and named by where it lies. */
class StoreCheckTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final long START = 1_795_231_200 / 3600 * 3600;

  private final MemoryBlockStore blocks = new MemoryBlockStore();

  private record Entry(Partition partition, byte[] key, byte[] value) {}

  @BeforeEach
  void fill() throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(START + 7200), ZoneOffset.UTC);
    try (ProfileStore store =
        ProfileStore.open(blocks, Duration.ofHours(24), Duration.ofDays(30), clock)) {
      for (int i = 0; i < 40; i++) {
        store.append(batch(i), 1000).toCompletableFuture().get(5, TimeUnit.MINUTES);
      }
    }
    blocks.reopen();
    // What was written by this start would have to be at rest first.
    try (ProfileStore store =
        ProfileStore.open(blocks, Duration.ofHours(24), Duration.ofDays(30), clock)) {
      store.sumUpHours();
    }
    blocks.reopen();
  }

  @Test
  void whatIsRightIsFoundRight() {
    StoreCheck.Result result = check();

    assertEquals(List.of(), result.problems());
    assertEquals(8, result.partitions());
    // For each window a record and a block; for each series' hour record, block and totals; for
    // all series a group's block and totals and a record; a seal and a dictionary of each kind.
    // Ten minutes have the same but their dictionary, and those without windows an empty record.
    assertEquals(40 * 2 + 4 * 3 + 3 + 1 + 2 + 4 * 3 + 3 + 1 + 5 * 2, result.entries());
  }

  @Test
  void aDictionaryThatIsTooShortIsFound() {
    remove(entry(Table.DICTIONARY, e -> true));

    List<String> problems = check().problems();
    // The windows, and the sums of ten minutes of four series and their group.
    assertEquals(40 + 5, problems.size());
    String last = problems.get(44);
    assertTrue(last.startsWith("raw_" + START + ": RawKey["), last);
    assertTrue(last.contains("needs 4 nodes of DictionaryScope["), last);
  }

  @Test
  void aLostWindowIsFoundByTheSumOfItsHour() {
    Entry block = entry(Table.RAW, e -> RawKey.read(ByteBuffer.wrap(e.key)).type() != 0);
    remove(block);

    List<String> problems = check().problems();
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("the sums differ from the windows by"), problems.get(0));
  }

  @Test
  void aGroupThatIsNotTheSumOfItsSeriesIsFound() {
    remove(
        entry(
            Table.GROUPS,
            e -> {
              GroupKey key = GroupKey.read(ByteBuffer.wrap(e.key));
              return key.group() == 1 && key.part() == 0;
            }));

    List<String> problems = check().problems();
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("the group has -1020 events"), problems.get(0));
  }

  @Test
  void aBlockThatCannotBeReadDoesNotHideTheNext() {
    Entry first = entry(Table.RAW, e -> RawKey.read(ByteBuffer.wrap(e.key)).type() == 0);
    blocks.write(List.of(new Put(first.partition, first.key, new byte[] {9})));
    Entry hour = entry(Table.HOURS, e -> RawKey.read(ByteBuffer.wrap(e.key)).part() == 0xFFFF);
    blocks.write(List.of(new Put(hour.partition, hour.key, new byte[] {1})));

    List<String> problems = check().problems();
    assertEquals(3, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("hour_"), problems.get(0));
    assertTrue(problems.get(1).startsWith("group_"), problems.get(1));
    assertTrue(problems.get(2).contains("expected format 1, found format 9"), problems.get(2));
  }

  @Test
  void noDamageEndsTheCheck() {
    long seed = System.nanoTime();
    System.out.println("StoreCheckTest seed " + seed);
    Random random = new Random(seed);
    List<Entry> all = new ArrayList<>();
    for (Table table : Table.values()) {
      all.addAll(entries(table));
    }
    for (int i = 0; i < 2_000; i++) {
      Entry entry = all.get(random.nextInt(all.size()));
      if (entry.value.length > 0) {
        byte[] damaged = entry.value.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        blocks.write(List.of(new Put(entry.partition, entry.key, damaged)));
        check();
        blocks.write(List.of(new Put(entry.partition, entry.key, entry.value)));
      }
    }
    assertEquals(List.of(), check().problems());
  }

  private StoreCheck.Result check() {
    return new StoreCheck(blocks, partition -> {}).run();
  }

  private void remove(Entry entry) {
    blocks.write(List.of(new Put(entry.partition, entry.key, null)));
  }

  private Entry entry(Table table, Predicate<Entry> wanted) {
    return entries(table).stream().filter(wanted).findFirst().orElseThrow();
  }

  private List<Entry> entries(Table table) {
    List<Entry> all = new ArrayList<>();
    byte[] end = {-1, -1, -1, -1};
    for (Partition partition : blocks.partitions(table)) {
      blocks.scan(
          partition,
          new byte[0],
          end,
          (key, value) -> all.add(new Entry(partition, bytes(key), bytes(value))));
    }
    return all;
  }

  private static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }

  private static WindowBatch batch(int number) {
    return new WindowBatch(
        "node-1/" + number % 4,
        Map.of("service", "shop", "instance", "i" + number % 4, "release", "1.0"),
        START + 10L * (number / 4),
        0,
        List.of("", "A.main", "B.b", "C.c"),
        new int[] {0, 1, 1},
        new int[] {1, 2, 3},
        List.of(
            new WindowBatch.Rows(
                CPU, new int[] {2, 3}, new long[] {number + 1, 5}, new long[] {number + 1, 5})),
        List.of());
  }
}
