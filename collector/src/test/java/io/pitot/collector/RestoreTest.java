package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.store.BlockStore;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.Partition;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.proto.v1.Batch;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What was restored from a copy answers as the original did, bit by bit: of hours whose sums alone
 * are left, of ten minutes whose sums alone are left, of packed windows, and of windows as they
 * came. It goes on as the original does.
 */
class RestoreTest {
  private static final long HOUR = 3600;
  private static final long MIDNIGHT = 1_795_219_200;

  /** Hours of the day before; only their sums are kept. */
  private static final long FIRST = MIDNIGHT - 3 * HOUR;

  /**
   * Of the first hour of the day the sums of ten minutes are kept, where nothing is packed, and
   * windows from here on.
   */
  private static final long WINDOWS = MIDNIGHT + HOUR;

  private static final long NOW = MIDNIGHT + 3 * HOUR + 2400;
  private static final long STEP = 120;
  private static final long NONE = -1;

  @TempDir Path folder;
  private Kept kept = kept(2, 2);
  private final MovableClock clock = new MovableClock(NOW);
  private final long seed = System.nanoTime();

  /** CPU samples of the shop by batch. */
  private final Map<String, Long> samples = new HashMap<>();

  private static Kept kept(int rawHours, int windowHours) {
    return new Kept(
        Duration.ofHours(rawHours),
        Duration.ofHours(windowHours),
        Duration.ofHours(3),
        Duration.ofDays(30));
  }

  @Test
  void aRestoredStoreAnswersAndGoesOnAsTheOriginal() throws Exception {
    answersAndGoesOnAsTheOriginal(WINDOWS, NONE);
  }

  /** Two hours are packed alone; some of what comes later is of them. */
  @Test
  void soDoesOneWithPackedWindows() throws Exception {
    kept = kept(1, 3);
    answersAndGoesOnAsTheOriginal(MIDNIGHT + 2 * HOUR, MIDNIGHT);
  }

  /**
   * Does it all.
   *
   * @param firstRaw from when on there are windows as they came
   * @param firstPacked the same of packed windows
   */
  private void answersAndGoesOnAsTheOriginal(long firstRaw, long firstPacked) throws Exception {
    System.out.println("RestoreTest seed " + seed);
    Path data = folder.resolve("data");
    try (Collector collector = Collector.start(config(data), clock)) {
      feed(collector, firstBatches());
      new TestApi(collector.httpPort())
          .post(
              "/api/v1/deploys",
              "{\"service\": \"shop\", \"release\": \"1.1\"}",
              "Content-Type",
              "application/json");
    }
    sumUpAndLetGo(data);
    assertLevels(data, firstRaw, firstPacked);

    Path restored = folder.resolve("restored");
    Map<String, String> before;
    try (Collector collector = Collector.start(config(data).withKept(kept), clock)) {
      before = answers(collector);
      restore(copyOf(collector), restored);
      assertSame(before, answers(collector));
    }
    assertEquals(List.of(), problems(restored));
    try (Collector collector = Collector.start(config(restored).withKept(kept), clock)) {
      assertSame(before, answers(collector));
    }

    clock.forward(Duration.ofSeconds(MIDNIGHT + 4 * HOUR - clock.instant().getEpochSecond()));
    List<Batch> later = laterBatches();
    if (firstPacked != NONE) {
      // Those that are packed get no further parts.
      addAll(later, WINDOWS + 10 * STEP, 0);
      addAll(later, WINDOWS + 15 * STEP + 50, 0);
    }
    for (Path each : List.of(data, restored)) {
      try (Collector collector = Collector.start(config(each).withKept(kept), clock)) {
        feed(collector, later);
      }
      assertTotal(each);
    }
    clock.forward(Duration.ofMinutes(5));
    for (Path each : List.of(data, restored)) {
      sumUpAndLetGo(each);
      assertEquals(List.of(), problems(each));
      assertTotal(each);
    }
    assertSame(answersOf(data), answersOf(restored));
  }

  /** Every two minutes of all hours, of three releases and two services. */
  private List<Batch> firstBatches() {
    List<Batch> batches = new ArrayList<>();
    for (long start = FIRST; start < NOW; start += STEP) {
      addAll(batches, start, 0);
    }
    return batches;
  }

  /**
   * New ones, the same again, and late ones: a further part of a window that is summed up, and
   * windows between others.
   */
  private List<Batch> laterBatches() {
    List<Batch> batches = new ArrayList<>();
    for (long start = NOW; start < MIDNIGHT + 4 * HOUR; start += STEP) {
      addAll(batches, start, 0);
    }
    addAll(batches, NOW - 20 * STEP, 0);
    addAll(batches, WINDOWS + HOUR + 10 * STEP, 0);
    addAll(batches, WINDOWS + HOUR + 10 * STEP, 1);
    addAll(batches, WINDOWS + HOUR + 15 * STEP + 50, 0);
    return batches;
  }

  private void addAll(List<Batch> batches, long start, int part) {
    batches.add(batch("shop", "1.0", "a", start, part));
    batches.add(batch("shop", "1.0", "b", start, part));
    batches.add(batch("shop", "1.0", "c", start, part));
    batches.add(batch("shop", "1.1", "d", start, part));
    batches.add(batch("shop", "1.1", "e", start, part));
    batches.add(batch("mail", "7", "f", start, part));
  }

  /** The same for the same arguments. */
  private Batch batch(String service, String release, String instance, long start, int part) {
    String identity = service + "/" + instance + "/" + start + "/" + part;
    Random random = new Random(seed ^ identity.hashCode());
    TestBatches batch = TestBatches.of(service, release, instance);
    long ofAll = 0;
    for (int leaf = random.nextInt(4); leaf >= 0; leaf--) {
      String stack = "Main.run;%s.Cart.add;Leaf%d.work".formatted(service, random.nextInt(40));
      long count = 1L + random.nextInt(200);
      ofAll += count;
      batch.sample(stack, random.nextInt(1_000_000_000), "worker-" + leaf);
      batch.cpu(stack, count).cpuKind("jit", "Leaf.work", count);
      batch.alloc(stack + ";java.util.HashMap", count, count * (1L + random.nextInt(1 << 20)));
    }
    if (service.equals("shop")) {
      samples.put(identity, ofAll);
    }
    batch
        .waits("monitor", "java.util.Hashtable", "Main.run;Cart.add", 3, 8_000_000, 1_000_000, 0)
        .single(random.nextInt(1_000_000_000), 8_000_000, "worker-1", "worker-2")
        .waits("map_bin", "java.util.Map", 7, "Main.run;Cart.add", 2, 5_000_000, 0, 0)
        .waitsLeftOut(random.nextInt(3))
        .pause("gc", "G1New", "Allocation", random.nextInt(1_000_000_000), 20_000_000)
        .vital("heap_used_bytes", random.nextInt(1 << 30), 1L << 30)
        .vital("threads", random.nextInt(100), 120)
        .loss("truncated", random.nextInt(3), "samples");
    if (random.nextInt(10) == 0) {
      batch.event(
          "pitot.LockHolder",
          9,
          "",
          "lockId",
          3,
          "lockClass",
          "shop.Stock",
          "holderThread",
          "worker-3",
          "holderStack",
          "shop.Cart.pay",
          "waiters",
          2,
          "longestWaitNanos",
          1_500_000,
          "waitNanos",
          2_000_000);
      batch.event(
          "pitot.MapRace",
          5,
          "Main.run;Cart.add",
          "mapId",
          7,
          "mapClass",
          "java.util.HashMap",
          "stack",
          "java.util.HashMap.put\nshop.Cart.add",
          "otherStack",
          "shop.Cart.get");
    }
    return batch.at(start * 1000, part);
  }

  private static void feed(Collector collector, List<Batch> batches) throws Exception {
    try (TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (Batch batch : batches) {
        daemon.store(batch);
      }
    }
  }

  private void sumUpAndLetGo(Path data) throws Exception {
    MovableClock later = new MovableClock(clock.instant().getEpochSecond());
    try (ProfileStore store =
        ProfileStore.open(
            RocksBlockStore.open(data), config(data).withKept(kept).retention(), later)) {
      store.sumUpHours();
      for (int turn = 0; turn < 2; turn++) {
        later.forward(Duration.ofSeconds(61));
        store.keep(List.of()).toCompletableFuture().get(2, TimeUnit.MINUTES);
        store.keep(List.of()).toCompletableFuture().get(2, TimeUnit.MINUTES);
      }
    }
  }

  /** Else the questions would not ask what they are meant to. */
  private static void assertLevels(Path data, long firstRaw, long firstPacked) throws Exception {
    try (BlockStore blocks = RocksBlockStore.open(data)) {
      assertEquals(firstRaw, first(blocks, Table.RAW));
      assertEquals(firstPacked, first(blocks, Table.PACKED));
      for (Table ofDay : List.of(Table.INTERVALS, Table.TENS, Table.TEN_GROUPS)) {
        assertEquals(MIDNIGHT, first(blocks, ofDay), ofDay.label());
      }
      for (Table ofMonth : List.of(Table.HOURS, Table.GROUPS, Table.HOUR_INTERVALS)) {
        assertFalse(blocks.partitions(ofMonth).isEmpty(), ofMonth.label());
      }
    }
  }

  private static long first(BlockStore blocks, Table table) {
    return blocks.partitions(table).stream().mapToLong(Partition::startSeconds).min().orElse(NONE);
  }

  private static Path copyOf(Collector collector) throws Exception {
    HttpResponse<String> answer =
        new TestApi(collector.httpPort())
            .post("/api/v1/backup", "{}", "Content-Type", "application/json");
    assertEquals(200, answer.statusCode(), answer.body());
    return Path.of(TestApi.parse(answer.body()).path("path").asString());
  }

  private static void restore(Path copy, Path target) throws Exception {
    assertTrue(Files.isDirectory(copy));
    try (RocksBlockStore from = RocksBlockStore.open(copy)) {
      from.backUp(target);
    }
  }

  private static List<String> problems(Path data) throws Exception {
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      return new StoreCheck(blocks, partition -> {}).run().problems();
    }
  }

  /** All that was sent is there, once. */
  private void assertTotal(Path data) throws Exception {
    try (Collector collector = Collector.start(config(data).withKept(kept), clock)) {
      JsonNode flame =
          new TestApi(collector.httpPort())
              .json("/api/v1/flame?service=shop" + range(FIRST, MIDNIGHT + 5 * HOUR));
      long sent = samples.values().stream().mapToLong(count -> count).sum();
      assertEquals(sent, flame.path("totalCount").asLong(), data + ", seed " + seed);
    }
  }

  private Map<String, String> answersOf(Path data) throws Exception {
    try (Collector collector = Collector.start(config(data).withKept(kept), clock)) {
      return answers(collector);
    }
  }

  /** By question. */
  private static Map<String, String> answers(Collector collector) throws Exception {
    TestApi api = new TestApi(collector.httpPort());
    List<String> ranges =
        List.of(
            range(FIRST, MIDNIGHT + 4 * HOUR),
            range(FIRST, MIDNIGHT),
            range(MIDNIGHT + 600, MIDNIGHT + 2400),
            range(MIDNIGHT - 1234, WINDOWS + 1234),
            range(WINDOWS + 777, NOW - 333),
            range(NOW - 600, NOW));
    Map<String, String> answers = new LinkedHashMap<>();
    for (String range : ranges) {
      for (String question : questions()) {
        String path = "/api/v1/" + question + range;
        HttpResponse<byte[]> answer = api.bytes(path);
        String body = new String(answer.body(), StandardCharsets.ISO_8859_1);
        assertEquals(200, answer.statusCode(), path + ": " + body);
        answers.put(path, body);
      }
    }
    return answers;
  }

  private static List<String> questions() {
    String ofShop = "?service=shop";
    return List.of(
        "services?",
        "fleet?",
        "deploys?",
        "services/shop/releases?",
        "services/shop/instances?",
        "services/shop/types?",
        "series" + ofShop,
        "series?service=mail&type=alloc",
        "flame?kinds=true&service=shop",
        "flame?service=mail&type=alloc",
        "flame?service=shop&type=alloc&value=count&format=collapsed",
        "flame?service=shop&release=1.0&format=pprof",
        "flame?service=shop&format=speedscope&match="
            + TestApi.encoded("{instance=~\"a|d\", release!=\"9\"}"),
        "timeline" + ofShop,
        "timeline?service=shop&type=alloc&by=instance&stepSeconds=600",
        "diff?service=shop&base=1.0&candidate=1.1",
        "locks?service=shop&all=true&stepSeconds=3600",
        "locks?service=shop&by=site&release=1.1",
        "waits?service=shop&all=true&limit=20000",
        "samples" + ofShop,
        "holders" + ofShop,
        "pauses?service=shop&limit=20000",
        "vitals" + ofShop,
        "maps" + ofShop,
        "why" + ofShop);
  }

  private static String range(long fromSeconds, long toSeconds) {
    return "&from=%d&to=%d".formatted(fromSeconds * 1000, toSeconds * 1000);
  }

  private static void assertSame(Map<String, String> expected, Map<String, String> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((question, answer) -> assertEquals(answer, actual.get(question), question));
  }

  private static CollectorConfig config(Path data) {
    return CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0);
  }
}
