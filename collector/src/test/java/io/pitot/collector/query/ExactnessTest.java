package io.pitot.collector.query;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import io.pitot.collector.store.BlockStore;
import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.FrameKindRows;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.LateWindowException;
import io.pitot.collector.store.MemoryBlockStore;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Retention;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.WindowBatch;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.Value;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever was stored in whatever order, a query gives what adding up all batches one by one gives.
 */
class ExactnessTest {
  private static final long NOON = 1_795_262_400;
  private static final List<ProfileType> TYPES =
      List.of(
          new ProfileType("cpu", "jdk.ExecutionSample", "samples"),
          new ProfileType("cpu", "jdk.CPUTimeSample", "samples"),
          new ProfileType("alloc", "jdk.ObjectAllocationSample", "bytes"),
          FrameKindRows.of(new ProfileType("cpu", "jdk.ExecutionSample", "samples")));

  private static final long MIDNIGHT = NOON - 12 * 3600;
  private static final Duration WINDOWS = Duration.ofHours(24);
  private static final Duration HISTORY = Duration.ofDays(30);

  @TempDir Path data;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Map<String, Sent> sent = new HashMap<>();
  private @Nullable ProfileStore answering;

  /** The shortest time that is answered; longer when windows are gone. */
  private long answeredSeconds = 10;

  /** Whether windows are packed, so that the edges of a range are widened here and there. */
  private boolean isPacked;

  /** How many windows were taken when others of their hour were packed and gone. */
  private int late;

  /** What one batch holds, as a naive reader sees it. */
  private record Sent(
      WindowBatch batch,
      Map<String, String> labels,
      long start,
      Map<ProfileType, Map<String, long[]>> stacks) {}

  @Test
  void queriesEqualABruteForceMerge() throws Exception {
    System.out.println("ExactnessTest seed " + seed);
    MemoryBlockStore blocks = new MemoryBlockStore();
    MovableClock clock = new MovableClock(NOON + 3600);
    for (int restart = 0; restart < 3; restart++) {
      blocks.reopen();
      try (ProfileStore store = open(blocks, clock)) {
        for (int i = 0; i < 150; i++) {
          append(store);
        }
        compareAll(store);
      }
    }
  }

  /**
   * Ten minutes and hours are summed up, late windows change them, they are summed up again,
   * windows go, and ten minutes.
   */
  @Test
  void sumsEqualTheirWindows() throws Exception {
    System.out.println("ExactnessTest seed " + seed);
    MovableClock clock = new MovableClock(NOON);
    for (int restart = 0; restart < 3; restart++) {
      try (ProfileStore store = open(RocksBlockStore.open(data), clock)) {
        for (int round = 0; round < 3; round++) {
          for (int i = 0; i < 50; i++) {
            append(store);
          }
          compareAll(store);
          clock.forward(Duration.ofMinutes(5));
          store.sumUpHours();
          compareAll(store);
        }
        assertSumsAnswer(store, MIDNIGHT - 7200, MIDNIGHT + 7200, 3600);
        assertSumsAnswer(store, MIDNIGHT - 3000, MIDNIGHT - 600, 600);
        append(store);
        compareAll(store);
      }
      assertEquals(List.of(), problems(), "seed " + seed);
    }
    clock.forward(Duration.ofMinutes(5));
    RocksBlockStore blocks = RocksBlockStore.open(data);
    Kept tensLonger = new Kept(WINDOWS, WINDOWS, Duration.ofDays(4), HISTORY);
    try (ProfileStore store =
        ProfileStore.open(blocks, new Retention(tensLonger, Map.of(), DiskBudget.NONE), clock)) {
      store.sumUpHours();
      clock.forward(Duration.ofHours(40));
      awaitNone(blocks, Table.RAW);
      answeredSeconds = 600;
      compareAll(store);
    }
    blocks = RocksBlockStore.open(data);
    try (ProfileStore store = open(blocks, clock)) {
      // After a start it is as late as the newest window says, until time passes.
      clock.forward(Duration.ofHours(60));
      awaitNone(blocks, Table.TENS);
      awaitNone(blocks, Table.TEN_GROUPS);
      answeredSeconds = 3600;
      compareAll(store);
    }
    assertEquals(List.of(), problems(), "seed " + seed);
  }

  /**
   * Windows come in any order, before and after others of their hour are packed and gone as they
   * came, some of them again; the store ends and starts in between.
   */
  @Test
  void packedWindowsEqualTheirWindows() throws Exception {
    System.out.println("ExactnessTest seed " + seed);
    isPacked = true;
    MovableClock clock = new MovableClock(MIDNIGHT + 7200);
    Retention retention =
        new Retention(
            new Kept(Duration.ofHours(3), WINDOWS, WINDOWS, HISTORY), Map.of(), DiskBudget.NONE);
    RocksBlockStore blocks = RocksBlockStore.open(data);
    try (ProfileStore store = ProfileStore.open(blocks, retention, clock)) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++) {
          appendOrRepeat(store, false);
        }
        compareAll(store);
        clock.forward(Duration.ofMinutes(5));
        store.sumUpHours();
        compareAll(store);
      }
    }
    assertEquals(List.of(), problems(), "seed " + seed);
    for (int restart = 0; restart < 3; restart++) {
      blocks = RocksBlockStore.open(data);
      try (ProfileStore store = ProfileStore.open(blocks, retention, clock)) {
        store.sumUpHours();
        compareAll(store);
        clock.forward(Duration.ofHours(restart == 0 ? 5 : 1));
        if (restart == 0) {
          awaitNone(blocks, Table.RAW);
          compareAll(store);
        }
        for (int i = 0; i < 40; i++) {
          appendOrRepeat(store, true);
        }
        compareAll(store);
        if (random.nextBoolean()) {
          clock.forward(Duration.ofMinutes(5));
          store.sumUpHours();
          compareAll(store);
        }
      }
      assertEquals(List.of(), problems(), "seed " + seed);
    }
    assertTrue(late > 0, "no window came late, seed " + seed);
  }

  /** A new window, or one again; or a further part of one that is packed, which is refused. */
  private void appendOrRepeat(ProfileStore store, boolean isLate) throws Exception {
    Map<String, Sent> before = new HashMap<>(sent);
    WindowBatch batch = randomBatch();
    String identity = identity(batch);
    Sent again = before.get(identity);
    boolean isPart =
        before.values().stream()
            .anyMatch(b -> b.start == batch.startSeconds() && b.labels.equals(batch.labels()));
    if (again != null) {
      sent.put(identity, again);
    }
    try {
      store
          .append(again == null ? batch : again.batch, 1000)
          .toCompletableFuture()
          .get(5, TimeUnit.MINUTES);
      late += isLate && !isPart ? 1 : 0;
    } catch (ExecutionException e) {
      assertInstanceOf(LateWindowException.class, e.getCause(), "seed " + seed);
      assertTrue(isLate && isPart && again == null, e + ", seed " + seed);
      sent.remove(identity);
    }
  }

  private static String identity(WindowBatch batch) {
    return batch.labels() + "/" + batch.startSeconds() + "/" + batch.part();
  }

  private List<String> problems() throws Exception {
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      return new StoreCheck(blocks, partition -> {}).run().problems();
    }
  }

  /** The committer looks at the clock when it has time, so asking is how to wait for it. */
  private void awaitNone(BlockStore blocks, Table table) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!blocks.partitions(table).isEmpty()) {
      assertTrue(System.nanoTime() < deadline, table + " is still there, seed " + seed);
      Thread.sleep(20);
    }
  }

  private static ProfileStore open(BlockStore blocks, Clock clock) {
    return ProfileStore.open(blocks, WINDOWS, HISTORY, clock);
  }

  private void append(ProfileStore store) throws Exception {
    store.append(randomBatch(), 1000).toCompletableFuture().get(5, TimeUnit.MINUTES);
  }

  private void compareAll(ProfileStore store) {
    answering = store;
    for (int i = 0; i < 60; i++) {
      compareFlame(store);
      compareTypesAndTimeline(store);
    }
  }

  /** All that a time has is answered from sums of this length: their blocks are at its start. */
  private void assertSumsAnswer(ProfileStore store, long from, long to, int spanSeconds) {
    long[] blocks = new long[1];
    store.scan(
        new RawRange(1, 1, 1, 1000, from, to),
        (key, block) -> {
          assertEquals(0, key.windowSeconds() % spanSeconds, "seed " + seed);
          blocks[0]++;
          return true;
        });
    assertTrue(blocks[0] > 0, "nothing was summed up, seed " + seed);
  }

  private void compareFlame(ProfileStore store) {
    String matchText = randomMatch();
    TimeRange range = randomRange();
    String type = random.nextBoolean() ? "cpu" : "alloc";
    Selection selection = new Selection("shop", MatchExpression.parse(matchText), range);
    FlameQuery query = new FlameQuery(store);
    FlameAnswer answer = query.run(selection, type, FrameNaming.RECORDED);

    Map<String, long[]> expected = new TreeMap<>();
    Map<String, long[]> expectedKinds = new TreeMap<>();
    Set<String> instances = new HashSet<>();
    for (Sent batch : chosen(matchText, range)) {
      batch
          .stacks
          .getOrDefault(answer.type(), Map.of())
          .forEach(
              (stack, values) -> {
                add(expected, stack, values);
                instances.add(batch.labels.getOrDefault("instance", ""));
              });
    }
    TimeRange minutes = new TimeRange(range.fromMillis() / 60_000 * 60_000, range.toMillis());
    for (Sent batch : chosen(matchText, minutes)) {
      batch
          .stacks
          .getOrDefault(FrameKindRows.of(answer.type()), Map.of())
          .forEach((stack, values) -> add(expectedKinds, stack, values));
    }
    String what = "seed %d, match %s, range %s, type %s".formatted(seed, matchText, range, type);
    assertEquals(text(expected), text(stacksOf(answer.tree())), what);
    ProfileTree kinds = query.frameKinds(selection, answer, FrameNaming.RECORDED);
    assertEquals(text(expectedKinds), text(stacksOf(kinds)), what);
    assertEquals(instances.size(), answer.instances(), what);
    assertEquals(windowsOf(chosen(matchText, range), answer.type()), answer.windows(), what);

    long othersOfType =
        chosen(matchText, range).stream()
            .flatMap(b -> b.stacks.entrySet().stream())
            .filter(e -> e.getKey().name().equals(type) && !e.getKey().equals(answer.type()))
            .filter(e -> !e.getValue().isEmpty())
            .map(e -> e.getKey().source())
            .distinct()
            .count();
    assertEquals(
        othersOfType, answer.leftOut().stream().map(LeftOut::source).distinct().count(), what);

    ProfileTree small = answer.tree().pruned(Value.SUM, 5);
    assertEquals(answer.tree().totalSum(), small.totalSum(), what);
    assertEquals(answer.tree().totalCount(), small.totalCount(), what);
  }

  /** All windows of the series that have any of the type. */
  private static long windowsOf(List<Sent> batches, ProfileType type) {
    Set<Map<String, String>> series = new HashSet<>();
    batches.stream()
        .filter(batch -> !batch.stacks.getOrDefault(type, Map.of()).isEmpty())
        .forEach(batch -> series.add(batch.labels));
    return batches.stream()
        .filter(batch -> series.contains(batch.labels))
        .map(batch -> batch.labels + "/" + batch.start)
        .distinct()
        .count();
  }

  private void compareTypesAndTimeline(ProfileStore store) {
    TimeRange range = randomRange();
    for (SeriesQuery.TypeRow row : new SeriesQuery(store).types("shop", range)) {
      ProfileType type =
          TYPES.stream()
              .filter(t -> t.name().equals(row.type()) && t.source().equals(row.sources().get(0)))
              .findFirst()
              .orElseThrow();
      long[] expected = new long[2];
      for (Sent batch : chosen("", range)) {
        for (long[] values : batch.stacks.getOrDefault(type, Map.of()).values()) {
          expected[0] += values[0];
          expected[1] += values[1];
        }
      }
      assertEquals(expected[0], row.count(), "seed " + seed);
      assertEquals(expected[1], row.sum(), "seed " + seed);

      compareTimeline(store, type, range);
    }
  }

  /** Each point of a line, as finely as the store tells it. */
  private void compareTimeline(ProfileStore store, ProfileType type, TimeRange range) {
    TimelineQuery.Answer timeline =
        new TimelineQuery(store)
            .run(new Selection("shop", List.of(), range), type.name(), "service", 10);
    String what = "seed %d, range %s, type %s".formatted(seed, range, type);
    assertTrue(timeline.stepSeconds() == 10 || answeredSeconds > 600, what);
    Map<Long, Long> expected = new TreeMap<>();
    for (Sent batch : chosen("", range)) {
      for (long[] values : batch.stacks.getOrDefault(type, Map.of()).values()) {
        long step = timeline.stepSeconds();
        expected.merge(batch.start / step * step * 1000, values[1], Long::sum);
      }
    }
    expected.values().removeIf(sum -> sum == 0);
    Map<Long, Long> actual = new TreeMap<>();
    for (TimelineQuery.Line line : timeline.lines()) {
      for (int i = 0; i < line.sum().length; i++) {
        if (line.sum()[i] != 0) {
          actual.put(timeline.startMillis() + i * timeline.stepSeconds() * 1000, line.sum()[i]);
        }
      }
    }
    assertEquals(expected, actual, what);
  }

  private List<Sent> chosen(String matchText, TimeRange asked) {
    TimeRange range = isPacked ? answered(asked) : asked;
    List<LabelMatcher> matchers = MatchExpression.parse(matchText);
    return sent.values().stream()
        .filter(b -> isIn(range, b.start))
        .filter(
            b -> matchers.stream().allMatch(m -> m.matches(b.labels.getOrDefault(m.label(), ""))))
        .toList();
  }

  /** What the store says that it answers: what is asked for, or whole minutes at its edges. */
  private TimeRange answered(TimeRange asked) {
    RawRange range = RawRange.ofService(1, asked.fromSeconds(), asked.toSeconds());
    RawRange answered = requireNonNull(answering).answerable(range);
    String what = "%s for %s, seed %d".formatted(answered, range, seed);
    long from = answered.fromSeconds();
    long to = answered.toSeconds();
    assertTrue(from == range.fromSeconds() || from == range.fromSeconds() / 60 * 60, what);
    assertTrue(to == range.toSeconds() || to == (range.toSeconds() + 59) / 60 * 60, what);
    return answered.equals(range) ? asked : new TimeRange(from * 1000, to * 1000);
  }

  private boolean isIn(TimeRange range, long windowSeconds) {
    if (answeredSeconds > 10) {
      long start = windowSeconds / answeredSeconds * answeredSeconds;
      return start + answeredSeconds > range.fromSeconds() && start < range.toSeconds();
    }
    return windowSeconds * 1000 >= range.fromMillis() && windowSeconds * 1000 < range.toMillis();
  }

  private WindowBatch randomBatch() {
    String instance = "i" + random.nextInt(6);
    String release = random.nextInt(4) == 0 ? "1.1" : "1.0";
    Map<String, String> labels =
        random.nextInt(3) == 0
            ? Map.of("service", "shop", "release", release, "instance", instance, "zone", "b")
            : Map.of("service", "shop", "release", release, "instance", instance);
    // Around midnight, so that dictionaries of two days are used.
    long start =
        isPacked
            ? MIDNIGHT + (random.nextInt(90) - 45) * 10L + (random.nextInt(5) / 4) * -1800L
            : MIDNIGHT + (random.nextInt(80) - 40) * 180L + random.nextInt(2) * 20L;
    int part = random.nextInt(2);
    String identity = labels + "/" + start + "/" + part;

    List<String> frames = new ArrayList<>(List.of(""));
    for (int i = 0; i < 8; i++) {
      frames.add("F" + random.nextInt(30) + ".f" + i);
    }
    int nodes = 1 + random.nextInt(40);
    int[] parent = new int[nodes];
    int[] frame = new int[nodes];
    String[] path = new String[nodes + 1];
    path[0] = "";
    for (int i = 0; i < nodes; i++) {
      parent[i] = random.nextInt(i + 1);
      frame[i] = 1 + random.nextInt(8);
      path[i + 1] = path[parent[i]] + "/" + frames.get(frame[i]);
    }
    Map<ProfileType, Map<String, long[]>> stacks = new HashMap<>();
    List<WindowBatch.Rows> rows = new ArrayList<>();
    for (ProfileType type : TYPES) {
      int[] node = random.ints(0, nodes + 1).limit(10).distinct().sorted().toArray();
      long[] count = random.longs(node.length, 1, 1000).toArray();
      long[] sum =
          type.unit().equals("samples") ? count : random.longs(node.length, 0, 1L << 40).toArray();
      rows.add(new WindowBatch.Rows(type, node, count, sum));
      Map<String, long[]> ofType = stacks.computeIfAbsent(type, t -> new HashMap<>());
      for (int i = 0; i < node.length; i++) {
        add(ofType, path[node[i]], new long[] {count[i], sum[i]});
      }
    }
    WindowBatch batch =
        new WindowBatch(
            "target-" + instance, labels, start, part, frames, parent, frame, rows, List.of());
    sent.put(identity, new Sent(batch, labels, start, stacks));
    return batch;
  }

  private String randomMatch() {
    return switch (random.nextInt(6)) {
      case 0 -> "{release=\"1.1\"}";
      case 1 -> "{release!=\"1.1\", instance=~\"i[0-3]\"}";
      case 2 -> "instance!~\"i1|i2\"";
      case 3 -> "{zone=\"b\"}";
      case 4 -> "{zone=\"\", service.instance.id=\"i" + random.nextInt(7) + "\"}";
      default -> "";
    };
  }

  private TimeRange randomRange() {
    if (isPacked) {
      long from = MIDNIGHT * 1000 + (random.nextInt(200) - 150) * 27_777L;
      return new TimeRange(from, from + 1 + random.nextInt(3_000_000));
    }
    long from = MIDNIGHT * 1000 + (random.nextInt(200) - 100) * 77_777L;
    return new TimeRange(from, from + 1 + random.nextInt(20_000_000));
  }

  private static Map<String, long[]> stacksOf(ProfileTree tree) {
    Map<String, long[]> stacks = new TreeMap<>();
    int[] parents = tree.shape().parents();
    String[] path = new String[tree.size()];
    for (int node = 0; node < tree.size(); node++) {
      path[node] = node == 0 ? "" : path[parents[node]] + "/" + tree.shape().nameOf(node);
      if (tree.selfCount()[node] != 0) {
        add(stacks, path[node], new long[] {tree.selfCount()[node], tree.selfSum()[node]});
      }
    }
    return stacks;
  }

  private static void add(Map<String, long[]> stacks, String stack, long[] values) {
    long[] total = stacks.computeIfAbsent(stack, s -> new long[2]);
    total[0] += values[0];
    total[1] += values[1];
  }

  private static String text(Map<String, long[]> stacks) {
    StringBuilder text = new StringBuilder();
    stacks.forEach(
        (stack, values) ->
            text.append(stack)
                .append(' ')
                .append(values[0])
                .append(' ')
                .append(values[1])
                .append('\n'));
    return text.toString();
  }
}
