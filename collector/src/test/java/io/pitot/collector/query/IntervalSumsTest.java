package io.pitot.collector.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import io.pitot.collector.store.BlockStore;
import io.pitot.collector.store.FrameNames;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.WindowBatch;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * When waits, pauses, vitals and events are no longer kept one by one, tables and lines by the hour
 * say the same as before.
 */
class IntervalSumsTest {
  private static final long START = 1_795_231_200 / 3600 * 3600;
  private static final long HOURS = 3;
  private static final List<String> FRAMES =
      List.of("", "Main.run", "shop.Cart.add", "shop.Pay.go");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path data;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final MovableClock clock = new MovableClock(START + HOURS * 3600 + 600);

  @Test
  void sumsOfHoursSayWhatTheirWindowsSaid() throws Exception {
    System.out.println("IntervalSumsTest seed " + seed);
    RocksBlockStore blocks = RocksBlockStore.open(data);
    try (ProfileStore store = open(blocks)) {
      for (String instance : List.of("a", "b", "c")) {
        for (long start = START; start < START + HOURS * 3600; start += 60) {
          append(store, instance, start);
        }
      }
      clock.forward(Duration.ofMinutes(2));
      store.sumUpHours();
      List<JsonNode> detailed = answers(store);
      for (JsonNode answer : detailed) {
        assertEquals(0, answer.path("detailFromMillis").asLong());
      }
      clock.forward(Duration.ofDays(3));
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
      while (!blocks.partitions(Table.INTERVALS).isEmpty()) {
        assertTrue(System.nanoTime() < deadline, "intervals are still there");
        Thread.sleep(20);
      }
      List<JsonNode> summed = answers(store);
      for (JsonNode answer : summed) {
        assertEquals((START + HOURS * 3600) * 1000, answer.path("detailFromMillis").asLong());
      }
      for (int i = 0; i < detailed.size(); i++) {
        assertEquals(comparable(detailed.get(i)), comparable(summed.get(i)), "seed " + seed);
      }
      partsOfAnHourAreAnsweredWhole(store);
    }
    try (RocksBlockStore closed = RocksBlockStore.open(data)) {
      assertEquals(List.of(), new StoreCheck(closed, partition -> {}).run().problems());
    }
  }

  private static void partsOfAnHourAreAnsweredWhole(ProfileStore store) {
    TimeRange part = new TimeRange((START + 4000) * 1000, (START + 5000) * 1000);
    TimeRange hour = new TimeRange((START + 3600) * 1000, (START + 7200) * 1000);
    LocksQuery.Asked asked = new LocksQuery.Asked("", true, false, 60, 100);
    LocksAnswer ofPart = new LocksQuery(store).run(selection(part), asked);
    assertEquals((START + 3600) * 1000, ofPart.startMillis());
    assertEquals(3600, ofPart.stepSeconds());
    assertEquals(new LocksQuery(store).run(selection(hour), asked).total(), ofPart.total());
  }

  private static List<JsonNode> answers(ProfileStore store) {
    TimeRange range = new TimeRange(START * 1000, (START + HOURS * 3600) * 1000);
    Selection all = selection(range);
    return List.of(
        JSON.valueToTree(
            new LocksQuery(store).run(all, new LocksQuery.Asked("", true, true, 3600, 1000))),
        JSON.valueToTree(new PausesQuery(store).run(all, 1)),
        JSON.valueToTree(new MapsQuery(store).run(all, 3600, 1000)));
  }

  private static Selection selection(TimeRange range) {
    return new Selection("shop", List.of(), range);
  }

  /** Without what is told of single pauses and of single windows. */
  private static String comparable(JsonNode answer) {
    ObjectNode sums = ((ObjectNode) answer).deepCopy();
    sums.remove(List.of("detailFromMillis", "pauses", "beyondLimit"));
    for (JsonNode map : sums.path("maps")) {
      ((ObjectNode) map).remove(List.of("worstResizes", "worstResizeNanos", "hotBins"));
      for (String races : List.of("races", "failFasts")) {
        List<String> sorted = new ArrayList<>();
        map.path(races).forEach(race -> sorted.add(race.toString()));
        sorted.sort(null);
        ((ObjectNode) map).put(races, sorted.toString());
      }
    }
    return sums.toPrettyString();
  }

  private ProfileStore open(BlockStore blocks) {
    return ProfileStore.open(blocks, Duration.ofHours(24), Duration.ofDays(30), clock);
  }

  private void append(ProfileStore store, String instance, long start) throws Exception {
    WindowBatch batch =
        new WindowBatch(
            "node-1/" + instance,
            Map.of("service", "shop", "instance", instance, "release", "1.0"),
            start,
            0,
            FrameNames.of(FRAMES),
            new int[] {0, 1, 1},
            new int[] {1, 2, 3},
            List.of(),
            List.of(),
            List.of(locks(), pauses(), events()),
            "");
    store.append(batch, 1000).toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  private IntervalTable locks() {
    Columns columns = new Columns(IntervalKind.LOCKS);
    List<String> kinds = List.of("monitor", "lock", "map_bin", "map_resize", "idle");
    for (int row = random.nextInt(4); row >= 0; row--) {
      long count = 1L + random.nextInt(5);
      long total = random.nextInt(1_000_000_000);
      int split = random.nextInt((int) count + 1);
      columns.text(0, kinds.get(random.nextInt(kinds.size())));
      columns.text(1, random.nextBoolean() ? "java.util.HashMap" : "shop.Stock");
      columns.add(2, random.nextInt(2));
      columns.add(3, random.nextInt(4));
      columns.add(4, count);
      columns.add(5, total);
      columns.add(6, total / 4);
      columns.add(7, total / 8);
      columns.add(8, total);
      columns.add(9, 16L << random.nextInt(5));
      columns.add(10, random.nextInt(3));
      columns.add(11, random.nextInt(1000));
      columns.add(12, 2);
      columns.add(13, random.nextInt(50));
      columns.add(13, 50L + random.nextInt(50));
      columns.add(14, split);
      columns.add(14, count - split);
    }
    return columns.table();
  }

  private IntervalTable pauses() {
    Columns columns = new Columns(IntervalKind.PAUSES);
    for (int row = random.nextInt(3); row > 0; row--) {
      columns.text(0, random.nextBoolean() ? "gc" : "safepoint");
      columns.text(1, random.nextBoolean() ? "G1New" : "G1Full");
      columns.text(2, random.nextBoolean() ? "System.gc()" : "");
      columns.add(3, random.nextInt());
      columns.add(4, random.nextInt(1_000_000_000));
      columns.add(5, random.nextInt(1000));
      columns.add(6, random.nextInt(1000));
    }
    columns.add(7, random.nextInt(3));
    columns.add(7, random.nextInt(1000));
    return columns.table();
  }

  private IntervalTable events() {
    Columns columns = new Columns(IntervalKind.AGENT_EVENTS);
    event(columns, "pitot.MapRace", "count", "Main.run", "A.a(A.java:" + random.nextInt(3) + ")");
    event(columns, "pitot.MapFailFast", "count", "Main.run", "");
    columns.add(9, 0);
    return columns.table();
  }

  private void event(Columns columns, String type, String number, String thread, String stack) {
    columns.text(0, type);
    columns.add(1, random.nextInt(1_000_000_000));
    columns.add(2, 0);
    columns.text(3, thread);
    columns.add(4, random.nextInt(4));
    List<String> texts = List.of("mapClass", "shop.Stock", "stack", stack, "otherStack", "B.b");
    columns.add(5, 2 + texts.size() / 2);
    columns.text(6, "mapId");
    columns.add(7, 7);
    columns.text(8, "");
    columns.text(6, number);
    columns.add(7, random.nextInt(4));
    columns.text(8, "");
    for (int i = 0; i < texts.size(); i += 2) {
      columns.text(6, texts.get(i));
      columns.add(7, 0);
      columns.text(8, texts.get(i + 1));
    }
  }

  /** A table while it grows. */
  private static final class Columns {
    private final IntervalKind kind;
    private final List<String> strings = new ArrayList<>(List.of(""));
    private final List<List<Long>> columns = new ArrayList<>();

    private Columns(IntervalKind kind) {
      this.kind = kind;
      for (int i = 0; i < kind.columns(); i++) {
        columns.add(new ArrayList<>());
      }
    }

    private void add(int column, long entry) {
      columns.get(column).add(entry);
    }

    private void text(int column, String text) {
      if (!strings.contains(text)) {
        strings.add(text);
      }
      add(column, strings.indexOf(text));
    }

    private IntervalTable table() {
      return new IntervalTable(
          kind,
          List.copyOf(strings),
          columns.stream()
              .map(column -> column.stream().mapToLong(entry -> entry).toArray())
              .toArray(long[][]::new));
    }
  }
}
