package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What the store keeps of what it was given, whatever happens in between. */
class ProfileStoreTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final ProfileType CPU_25 = new ProfileType("cpu", "jdk.CPUTimeSample", "samples");
  private static final long START = 1_795_231_200;
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration HISTORY = Duration.ofDays(30);

  private final MovableClock clock = new MovableClock(START + 100);
  private final MemoryBlockStore memory = new MemoryBlockStore();

  @Test
  void whatWasAppendedIsReadBackAndAgainReplacesItself() throws Exception {
    try (ProfileStore store = open(memory)) {
      WindowBatch batch =
          batch("a", START, 0, CPU, new String[] {"A.main;B.b", "A.main", "C.c"}, 3, 2, 1);
      append(store, batch);
      append(store, batch);
      append(store, batch("a", START, 1, CPU, new String[] {"A.main;B.b"}, 10));
      assertEquals(Map.of("A.main;B.b", 13L, "A.main", 2L, "C.c", 1L), stacks(store, "shop", CPU));
    }
  }

  @Test
  void sourcesStandBesideEachOtherInOneWindow() throws Exception {
    try (ProfileStore store = open(memory)) {
      append(store, batch("a", START, 0, CPU, new String[] {"A.a"}, 1));
      append(store, batch("a", START, 0, CPU_25, new String[] {"A.a"}, 5));
      assertEquals(Map.of("A.a", 1L), stacks(store, "shop", CPU));
      assertEquals(Map.of("A.a", 5L), stacks(store, "shop", CPU_25));
    }
  }

  @Test
  void everythingIsThereAfterAReopen() throws Exception {
    Map<String, Long> expected = new TreeMap<>();
    for (int round = 0; round < 3; round++) {
      memory.reopen();
      try (ProfileStore store = open(memory)) {
        for (int i = 0; i < 20; i++) {
          String stack = "A.main;M" + i + ".m;R" + round + ".r";
          append(store, batch("a" + i, START + 10L * round, 0, CPU, new String[] {stack}, i + 1));
          expected.put(stack, i + 1L);
        }
        assertEquals(expected, stacks(store, "shop", CPU));
        assertEquals(20, store.catalog().seriesCount());
      }
    }
  }

  @Test
  void aFailedWriteIsToldAndNothingLaterBuildsOnIt() throws Exception {
    FailingStore failing = new FailingStore(memory);
    try (ProfileStore store = open(failing)) {
      append(store, batch("a", START, 0, CPU, new String[] {"A.main;B.b"}, 1));
      failing.beforeWrite(
          puts -> {
            throw new StoreUnavailableException("no space left");
          });
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () -> append(store, batch("b", START, 0, CPU, new String[] {"A.main;New.n"}, 1)));
      assertInstanceOf(StoreUnavailableException.class, refused.getCause());
      failing.beforeWrite(puts -> {});
      // The same new stack: its dictionary entry went down with the write that failed.
      append(store, batch("c", START, 0, CPU, new String[] {"A.main;New.n"}, 7));
    }
    memory.reopen();
    try (ProfileStore store = open(memory)) {
      assertEquals(Map.of("A.main;B.b", 1L, "A.main;New.n", 7L), stacks(store, "shop", CPU));
      // The name of what was refused stays, without data.
      assertEquals(3, store.catalog().series(1).size());
    }
  }

  @Test
  void aFullQueueRefusesAndKeepsWhatItTook() throws Exception {
    FailingStore slow = new FailingStore(memory);
    CountDownLatch go = new CountDownLatch(1);
    try (ProfileStore store = open(slow)) {
      slow.beforeWrite(puts -> await(go));
      List<CompletableFuture<Void>> all = new ArrayList<>();
      int batches = Committer.MAX_QUEUED_BATCHES + 300;
      for (int i = 0; i < batches; i++) {
        WindowBatch batch = batch("i" + i, START, 0, CPU, new String[] {"A.main;M" + i + ".m"}, 1);
        all.add(store.append(batch, 100).toCompletableFuture());
      }
      long refused = all.stream().filter(CompletableFuture::isCompletedExceptionally).count();
      assertTrue(refused > 0, "nothing was refused");
      go.countDown();
      long stored = 0;
      for (CompletableFuture<Void> one : all) {
        stored += one.handle((done, failure) -> failure == null ? 1 : 0).get(5, TimeUnit.MINUTES);
      }
      assertEquals(batches - refused, stored);
      assertEquals(stored, stacks(store, "shop", CPU).size());
    }
  }

  @Test
  void batchesThatGatherShareAWrite() throws Exception {
    FailingStore counted = new FailingStore(memory);
    CountDownLatch go = new CountDownLatch(1);
    int[] writes = {0};
    try (ProfileStore store = open(counted)) {
      counted.beforeWrite(
          puts -> {
            await(go);
            // Sums are written meanwhile, too.
            if (puts.stream().anyMatch(put -> put.partition().table() == Table.RAW)) {
              writes[0]++;
            }
          });
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        WindowBatch batch = batch("i" + i, START, 0, CPU, new String[] {"A.main"}, 1);
        all.add(store.append(batch, 100).toCompletableFuture());
      }
      go.countDown();
      for (CompletableFuture<Void> one : all) {
        one.get(5, TimeUnit.MINUTES);
      }
    }
    assertTrue(writes[0] <= 2, writes[0] + " writes");
  }

  @Test
  void aDictionaryThatIsFullIsFollowedByAnother() throws Exception {
    int perBatch = 50_000;
    int batches = DictionaryWriters.MAX_NODES / perBatch + 3;
    try (ProfileStore store = open(memory)) {
      for (int b = 0; b < batches; b++) {
        String[] stacks = new String[perBatch];
        for (int i = 0; i < perBatch; i++) {
          stacks[i] = "M" + b + "_" + i;
        }
        append(store, batch("a", START + 10L * b, 0, CPU, stacks, 1));
      }
      Map<String, Long> all = stacks(store, "shop", CPU);
      assertEquals(perBatch * batches, all.size());
      assertEquals(perBatch * (long) batches, all.values().stream().mapToLong(v -> v).sum());
    }
  }

  @Test
  void oldWindowsGoAndTheirSumsStayUntilTheyAreOldToo() throws Exception {
    try (ProfileStore store = open(memory)) {
      append(store, batch("old", START, 0, CPU, new String[] {"Old.o"}, 1));
      append(store, batch("both", START, 0, CPU, new String[] {"Old.o"}, 1));
      clock.forward(Duration.ofHours(45));
      append(store, batch("both", START + 45 * 3600, 0, CPU, new String[] {"New.n"}, 1));
      store.sumUpHours();
      clock.forward(Duration.ofMinutes(2));
      waitUntil(() -> memory.partitions(Table.RAW).size() == 1);
      waitUntil(() -> memory.partitions(Table.DICTIONARY).size() == 1);
      assertEquals(Map.of("New.n", 1L, "Old.o", 2L), stacks(store, "shop", CPU));
      assertEquals(2, store.catalog().seriesCount());

      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () -> append(store, batch("old", START, 0, CPU, new String[] {"Old.o"}, 1)));
      assertInstanceOf(LimitExceededException.class, refused.getCause());
      assertEquals(
          "the window of 2026-11-21T03:20:00Z is older than the 24 h that are kept",
          String.valueOf(refused.getCause().getMessage()));
    }
    memory.reopen();
    try (ProfileStore store = open(memory)) {
      assertEquals(Map.of("New.n", 1L, "Old.o", 2L), stacks(store, "shop", CPU));
      clock.forward(Duration.ofDays(70));
      append(store, batch("both", START + 71 * 86_400, 0, CPU, new String[] {"Now.n"}, 1));
      store.sumUpHours();
      clock.forward(Duration.ofMinutes(2));
      waitUntil(() -> memory.partitions(Table.RAW).size() == 1);
      waitUntil(() -> store.catalog().seriesCount() == 1);
      assertEquals(Map.of("Now.n", 1L), stacks(store, "shop", CPU));
    }
  }

  @Test
  void windowsThatCannotBeSummedUpStayADayLonger() throws Exception {
    FailingStore failing = new FailingStore(memory);
    try (ProfileStore store = open(failing)) {
      append(store, batch("a", START, 0, CPU, new String[] {"Old.o"}, 1));
      failing.beforeWrite(
          puts -> {
            if (puts.stream().anyMatch(put -> put.partition().table() == Table.HOURS)) {
              throw new StoreUnavailableException("no space left");
            }
          });
      clock.forward(Duration.ofHours(30));
      assertThrows(StoreUnavailableException.class, store::sumUpHours);
      append(store, batch("a", START + 30 * 3600, 0, CPU, new String[] {"New.n"}, 1));
      assertEquals(Map.of("New.n", 1L, "Old.o", 1L), stacks(store, "shop", CPU));

      failing.beforeWrite(puts -> {});
      store.sumUpHours();
      clock.forward(Duration.ofMinutes(2));
      waitUntil(() -> memory.partitions(Table.RAW).size() == 1);
      assertEquals(Map.of("New.n", 1L, "Old.o", 1L), stacks(store, "shop", CPU));
    }
  }

  @Test
  void anHourIsSummedUpOnceAndAgainOnlyWhenItChanged() throws Exception {
    List<Put> sums = Collections.synchronizedList(new ArrayList<>());
    FailingStore counted = new FailingStore(memory);
    counted.beforeWrite(
        puts ->
            puts.stream().filter(put -> put.partition().table() == Table.HOURS).forEach(sums::add));
    try (ProfileStore store = open(counted)) {
      append(store, batch("a", START, 0, CPU, new String[] {"A.a"}, 1));
      clock.forward(Duration.ofHours(3));
      store.sumUpHours();
      // The series' record, block and totals, and the seal.
      assertEquals(4, sums.size());
      store.sumUpHours();
      assertEquals(4, sums.size());

      append(store, batch("a", START + 10, 0, CPU, new String[] {"B.b"}, 2));
      assertEquals(5, sums.size());
      assertEquals(Map.of("A.a", 1L, "B.b", 2L), stacks(store, "shop", CPU));
      store.sumUpHours();
      assertEquals(5, sums.size(), "an hour that is being written to is left alone");
      clock.forward(Duration.ofMinutes(5));
      store.sumUpHours();
      assertEquals(9, sums.size());
      assertEquals(Map.of("A.a", 1L, "B.b", 2L), stacks(store, "shop", CPU));
    }
  }

  private ProfileStore open(BlockStore blocks) {
    return ProfileStore.open(blocks, DAY, HISTORY, clock);
  }

  private static void append(ProfileStore store, WindowBatch batch) throws Exception {
    store.append(batch, 1000).toCompletableFuture().get(5, TimeUnit.MINUTES);
  }

  /** Stacks as text with the same count each, or a count for each. */
  private static WindowBatch batch(
      String instance, long start, int part, ProfileType type, String[] stacks, long... counts) {
    List<String> frames = new ArrayList<>(List.of(""));
    Map<String, Integer> frameIndex = new TreeMap<>();
    List<Integer> parent = new ArrayList<>();
    List<Integer> frame = new ArrayList<>();
    Map<String, Integer> nodes = new TreeMap<>(Map.of("", 0));
    TreeMap<Integer, Long> rows = new TreeMap<>();
    for (int i = 0; i < stacks.length; i++) {
      String path = "";
      for (String name : stacks[i].split(";", -1)) {
        int above = nodes.getOrDefault(path, 0);
        path = path.isEmpty() ? name : path + ";" + name;
        if (!nodes.containsKey(path)) {
          int index =
              frameIndex.computeIfAbsent(
                  name,
                  n -> {
                    frames.add(n);
                    return frames.size() - 1;
                  });
          parent.add(above);
          frame.add(index);
          nodes.put(path, parent.size());
        }
      }
      rows.put(nodes.getOrDefault(path, 0), counts[Math.min(i, counts.length - 1)]);
    }
    int[] node = rows.keySet().stream().mapToInt(n -> n).toArray();
    long[] count = rows.values().stream().mapToLong(c -> c).toArray();
    return new WindowBatch(
        "node-1/" + instance,
        Map.of("service", "shop", "instance", instance, "release", "1.0"),
        start,
        part,
        frames,
        parent.stream().mapToInt(p -> p).toArray(),
        frame.stream().mapToInt(f -> f).toArray(),
        List.of(new WindowBatch.Rows(type, node, count, count)),
        List.of());
  }

  private static Map<String, Long> stacks(ProfileStore store, String service, ProfileType type) {
    int number = store.catalog().service(service).orElseThrow();
    int typeNumber =
        store.catalog().types().entrySet().stream()
            .filter(e -> e.getValue().equals(type))
            .findFirst()
            .orElseThrow()
            .getKey();
    Map<String, Long> found = new TreeMap<>();
    store.scan(
        new RawRange(number, typeNumber, 0, Integer.MAX_VALUE - 1, 0, Long.MAX_VALUE / 2),
        (key, block) -> {
          Dictionary dictionary = store.dictionary(block.dictionary(), block.version());
          block.forEach(
              (stack, count, sum) -> found.merge(text(dictionary, stack), count, Long::sum));
          return true;
        });
    return found;
  }

  private static String text(Dictionary dictionary, int stack) {
    String name = dictionary.name(dictionary.frame(stack));
    int parent = dictionary.parent(stack);
    return parent == 0 ? name : text(dictionary, parent) + ";" + name;
  }

  private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "the condition was not met within 3 min");
      Thread.sleep(5);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(120, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
