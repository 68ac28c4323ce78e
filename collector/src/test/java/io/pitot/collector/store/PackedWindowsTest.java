package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When windows go as they came, what is left of them, and what becomes of those that come late. */
class PackedWindowsTest {
  private static final ProfileType ALLOC =
      new ProfileType("alloc", "jdk.ObjectAllocationSample", "bytes");
  private static final long START = 1_795_231_200 / 3600 * 3600;
  private static final Kept KEPT = kept(1);

  private final MovableClock clock = new MovableClock(START);
  private final MemoryBlockStore blocks = new MemoryBlockStore();

  private static Kept kept(int rawHours) {
    return new Kept(
        Duration.ofHours(rawHours),
        Duration.ofHours(24),
        Duration.ofHours(24),
        Duration.ofDays(30));
  }

  @BeforeEach
  void fill() throws Exception {
    try (ProfileStore store = open(blocks)) {
      for (String service : List.of("shop", "cart")) {
        append(store, service, "a", START, 0, 3);
        append(store, service, "a", START + 20, 0, 4);
        append(store, service, "b", START + 1800, 0, 5);
      }
    }
    blocks.reopen();
  }

  @Test
  void windowsStayAsTheyCameUntilTheyArePacked() throws Exception {
    FailingStore failing = new FailingStore(blocks);
    AtomicBoolean isFull = new AtomicBoolean(true);
    failing.beforeWrite(
        puts -> {
          if (isFull.get() && puts.stream().anyMatch(p -> p.partition().table() == Table.PACKED)) {
            throw new StoreUnavailableException("no room for what is packed");
          }
        });
    try (ProfileStore store = open(failing)) {
      clock.forward(Duration.ofHours(5));
      assertThrows(StoreUnavailableException.class, store::sumUpHours);
      settle(store);
      assertEquals(1, blocks.partitions(Table.RAW).size());
      assertMinutes(store, "shop");

      isFull.set(false);
      store.sumUpHours();
      settle(store);
      assertEquals(0, blocks.partitions(Table.RAW).size());
      assertMinutes(store, "shop");
      assertMinutes(store, "cart");
      // Half a minute is answered by the whole.
      RawRange range = RawRange.ofService(number(store, "shop"), START + 10, START + 90);
      assertEquals(START, store.answerable(range).fromSeconds());
      assertEquals(START + 120, store.answerable(range).toSeconds());
    }
    assertEquals(List.of(), check());
  }

  @Test
  void windowsThatGoWhileSomebodyAsksAreReadPacked() throws Exception {
    FailingStore watched = new FailingStore(blocks);
    try (ProfileStore store = open(watched)) {
      clock.forward(Duration.ofHours(5));
      store.sumUpHours();
      AtomicBoolean haveGone = new AtomicBoolean();
      watched.beforeScan(
          partition -> {
            if (partition.table() == Table.RAW && haveGone.compareAndSet(false, true)) {
              assertDoesNotThrow(() -> settle(store));
            }
          });
      assertEquals(1, blocks.partitions(Table.RAW).size());
      assertEquals(7, count(store, "shop", START, START + 60));
      assertEquals(0, blocks.partitions(Table.RAW).size());
      assertTrue(haveGone.get());
      assertMinutes(store, "shop");
    }
  }

  @Test
  void eachServiceHasItsOwnTimeAsTheyCame() throws Exception {
    Retention retention = new Retention(kept(24), Map.of("cart", KEPT), DiskBudget.NONE);
    try (ProfileStore store = ProfileStore.open(blocks, retention, clock)) {
      clock.forward(Duration.ofHours(5));
      store.sumUpHours();
      settle(store);
      assertEquals(1, blocks.partitions(Table.RAW).size());
      assertMinutes(store, "shop");
      assertMinutes(store, "cart");
      RawRange cart = RawRange.ofService(number(store, "cart"), START + 10, START + 90);
      assertEquals(START + 120, store.answerable(cart).toSeconds());
      RawRange shop = RawRange.ofService(number(store, "shop"), START + 10, START + 90);
      assertEquals(shop, store.answerable(shop), "nothing of this service is packed");
    }
    assertEquals(List.of(), check());
  }

  @Test
  void whatComesLateStandsBesideWhatIsPacked() throws Exception {
    try (ProfileStore store = open(blocks)) {
      pack(store);
      // Of a service that had nothing in this hour: it must not seem to be all that there is.
      append(store, "new", "a", START + 600, 0, 7);
      assertMinutes(store, "shop");
      append(store, "shop", "a", START + 40, 0, 6);
      append(store, "shop", "a", START + 40, 1, 8);
      assertEquals(3 + 4 + 6 + 8, count(store, "shop", START, START + 60));
      assertEquals(3 + 4 + 6 + 8 + 5, count(store, "shop", START, START + 3600));
      append(store, "shop", "a", START, 0, 3);
      assertEquals(3 + 4 + 6 + 8, count(store, "shop", START, START + 60), "one counts twice");
      ExecutionException refused =
          assertThrows(
              ExecutionException.class, () -> append(store, "shop", "a", START + 20, 1, 9));
      assertInstanceOf(LateWindowException.class, refused.getCause());
      assertMinutes(store, "cart");
    }
    blocks.reopen();
    try (ProfileStore store = open(blocks)) {
      for (int i = 0; i < 2; i++) {
        assertEquals(3 + 4 + 6 + 8, count(store, "shop", START, START + 60));
        assertEquals(3 + 4 + 6 + 8 + 5, count(store, "shop", START, START + 3600));
        assertEquals(7, count(store, "new", START, START + 3600));
        assertMinutes(store, "cart");
        store.sumUpHours();
        clock.forward(Duration.ofMinutes(5));
        settle(store);
      }
      assertEquals(1, blocks.partitions(Table.RAW).size(), "what came late is gone");
    }
    assertEquals(List.of(), check());
  }

  /** What came late breaks the seals of an hour and goes for space before there are new sums. */
  @Test
  void sumsAreMadeAnewOfWhatIsPackedAlone() throws Exception {
    Retention retention = new Retention(KEPT, Map.of(), new DiskBudget(Long.MAX_VALUE, 1000));
    try (ProfileStore store = ProfileStore.open(blocks, retention, clock)) {
      pack(store);
      long now = clock.instant().getEpochSecond() / 10 * 10;
      append(store, "shop", "a", now, 0, 1);
      append(store, "shop", "a", START + 40, 0, 6);
      assertEquals(3 + 4 + 6 + 5, count(store, "shop", START, START + 3600));
      dropForSpace(store, now, Table.RAW, 1);
      assertMinutes(store, "shop");
      store.sumUpHours();
      dropForSpace(store, now, Table.PACKED, 0);
      for (String service : List.of("shop", "cart")) {
        assertEquals(12, count(store, service, START, START + 3600), service);
      }
    }
    assertEquals(List.of(), check());
  }

  /** Space is looked for where something is stored, now and then. */
  private void dropForSpace(ProfileStore store, long now, Table table, int left) throws Exception {
    blocks.freeBytes(900);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (blocks.partitions(table).size() > left) {
      assertTrue(System.nanoTime() < deadline, table + " did not go");
      append(store, "shop", "a", now, 0, 1);
      Thread.sleep(50);
    }
    blocks.freeBytes(Long.MAX_VALUE);
  }

  @Test
  void aDamagedBlockIsNamedAndHarmsNoOtherQuestion() throws Exception {
    try (ProfileStore store = open(blocks)) {
      pack(store);
    }
    blocks.reopen();
    Partition packed = blocks.partitions(Table.PACKED).first();
    byte[][] damaged = new byte[2][];
    blocks.scan(
        packed,
        new RawKey(1, 1, 0, 0, 0).toBytes(),
        new RawKey(1, 2, 0, 0, 0).toBytes(),
        (key, value) -> {
          damaged[0] = bytes(key);
          damaged[1] = bytes(value);
          return false;
        });
    byte[] sound = damaged[1].clone();
    damaged[1][damaged[1].length - 1] ^= 1;
    blocks.write(List.of(new Put(packed, damaged[0], damaged[1])));
    List<String> problems = check();
    assertTrue(problems.get(0).startsWith(packed.label() + ": RawKey[service=1"), "" + problems);
    blocks.write(List.of(new Put(packed, damaged[0], new byte[] {1, 2})));
    assertTrue(check().get(0).contains("a packed block is damaged at byte 2"), "" + check());
    try (ProfileStore store = open(blocks)) {
      assertThrows(CorruptStoreException.class, () -> count(store, "shop", START, START + 60));
      assertEquals(5, count(store, "shop", START + 1800, START + 1860));
      assertEquals(3 + 4 + 5, count(store, "shop", START, START + 3600));
      assertMinutes(store, "cart");
    }
    blocks.reopen();
    blocks.write(List.of(new Put(packed, damaged[0], null)));
    assertTrue(check().get(0).contains("the sums differ from the windows by"), "" + check());
    blocks.write(List.of(new Put(packed, damaged[0], sound)));
    assertEquals(List.of(), check());
  }

  @Test
  void noDamageEndsTheCheck() throws Exception {
    try (ProfileStore store = open(blocks)) {
      pack(store);
    }
    blocks.reopen();
    long seed = System.nanoTime();
    System.out.println("PackedWindowsTest seed " + seed);
    Random random = new Random(seed);
    Partition packed = blocks.partitions(Table.PACKED).first();
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    blocks.scan(
        packed,
        new RawKey(1, 0, 0, 0, 0).toBytes(),
        new RawKey(9, 0, 0, 0, 0).toBytes(),
        (key, value) -> keys.add(bytes(key)) && values.add(bytes(value)));
    for (int i = 0; i < 2_000; i++) {
      int entry = random.nextInt(keys.size());
      byte[] damaged = values.get(entry).clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      blocks.write(List.of(new Put(packed, keys.get(entry), damaged)));
      check();
      blocks.write(List.of(new Put(packed, keys.get(entry), values.get(entry))));
    }
    assertEquals(List.of(), check());
  }

  private ProfileStore open(BlockStore below) {
    return ProfileStore.open(below, new Retention(KEPT, Map.of(), DiskBudget.NONE), clock);
  }

  private void pack(ProfileStore store) throws Exception {
    clock.forward(Duration.ofHours(5));
    store.sumUpHours();
    settle(store);
    assertEquals(0, blocks.partitions(Table.RAW).size());
  }

  /** The committer looks at the clock after each turn, and the second begins after the first. */
  private void settle(ProfileStore store) throws Exception {
    clock.forward(Duration.ofSeconds(61));
    for (int i = 0; i < 2; i++) {
      store.keep(List.of()).toCompletableFuture().get(2, TimeUnit.MINUTES);
    }
  }

  private List<String> check() {
    blocks.reopen();
    return new StoreCheck(blocks, partition -> {}).run().problems();
  }

  private static void append(
      ProfileStore store, String service, String instance, long start, int part, long count)
      throws Exception {
    WindowBatch batch =
        new WindowBatch(
            "node-1/" + service + instance,
            Map.of("service", service, "instance", instance, "release", "1.0"),
            start,
            part,
            List.of("", "A.main", "B.b"),
            new int[] {0, 1},
            new int[] {1, 2},
            List.of(
                new WindowBatch.Rows(
                    ALLOC, new int[] {2}, new long[] {count}, new long[] {count * 1000})),
            List.of());
    store.append(batch, 1000).toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  /** What {@link #fill} stored, asked for by minute: no sums answer. */
  private static void assertMinutes(ProfileStore store, String service) {
    assertEquals(7, count(store, service, START, START + 60), service);
    assertEquals(0, count(store, service, START + 60, START + 120), service);
    assertEquals(5, count(store, service, START + 1800, START + 1860), service);
    assertEquals(12, count(store, service, START, START + 3600), service);
  }

  private static long count(ProfileStore store, String service, long from, long to) {
    long[] count = new long[1];
    long[] sum = new long[1];
    store.scan(
        new RawRange(number(store, service), 1, 0, Integer.MAX_VALUE - 1, from, to),
        (key, block) -> {
          block.forEach(
              (stack, rowCount, rowSum) -> {
                count[0] += rowCount;
                sum[0] += rowSum;
              });
          return true;
        });
    assertEquals(count[0] * 1000, sum[0]);
    return count[0];
  }

  private static int number(ProfileStore store, String service) {
    return store.catalog().service(service).orElseThrow();
  }

  private static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }
}
