package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine has to do. An error that this suite does not find is an error of the suite. */
public abstract class BlockStoreContract {
  private static final Partition HOUR = new Partition(Table.RAW, 7200);
  private static final Partition NEXT_HOUR = new Partition(Table.RAW, 10_800);
  private static final Partition DAY = new Partition(Table.DICTIONARY, 0);

  private BlockStore store;

  /** An empty store, or the same one opened again. */
  protected abstract BlockStore open() throws Exception;

  /** The copy that the engine made there; of one that makes some. */
  protected abstract BlockStore open(Path copy) throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void keysAreOrderedAsUnsignedBytes() {
    write(HOUR, "ff", "4");
    write(HOUR, "7f00", "2");
    write(HOUR, "7f", "1");
    write(HOUR, "80", "3");
    assertEquals("7f=1 7f00=2 80=3 ff=4", all(HOUR));
  }

  @Test
  void aScanHoldsItsFirstKeyAndNotItsLast() {
    for (String key : List.of("01", "02", "03", "04")) {
      write(HOUR, key, key);
    }
    assertEquals("02=02 03=03", scan(HOUR, "02", "04", Integer.MAX_VALUE));
    assertEquals("", scan(HOUR, "04", "02", Integer.MAX_VALUE));
    assertEquals("", scan(HOUR, "02", "02", Integer.MAX_VALUE));
  }

  @Test
  void severalRangesAreVisitedInTheirOrderAndOnlyThose() {
    for (String key : List.of("01", "02", "0201", "03", "04", "05")) {
      write(HOUR, key, key);
    }
    List<KeyRange> ranges = List.of(range("01", "02"), range("0200", "03"), range("05", "ff"));
    assertEquals("01=01 0201=0201 05=05", scan(HOUR, ranges, Integer.MAX_VALUE));
    assertEquals("01=01 0201=0201", scan(HOUR, ranges, 2));
    assertEquals("", scan(HOUR, List.of(range("06", "07"), range("08", "09")), 1));
    assertEquals("", scan(HOUR, List.of(), 1));
    assertEquals("", scan(NEXT_HOUR, ranges, 1));
  }

  @Test
  void removedRangesAreGoneAndMayBeWrittenAgain() {
    for (String key : List.of("01", "02", "03", "04")) {
      write(HOUR, key, key);
      write(DAY, key, key);
    }
    store.remove(HOUR, List.of(range("02", "03"), range("04", "ff")));
    store.remove(NEXT_HOUR, List.of(range("00", "ff")));
    assertEquals("01=01 03=03", all(HOUR));
    assertEquals("01=01 02=02 03=03 04=04", all(DAY));
    assertNull(store.multiGet(HOUR, List.of(bytes("02"))).get(0));
    write(HOUR, "02", "again");
    assertEquals("01=01 02=again 03=03", all(HOUR));
  }

  @Test
  void aVisitorMayStop() {
    for (String key : List.of("01", "02", "03")) {
      write(HOUR, key, key);
    }
    assertEquals("01=01 02=02", scan(HOUR, "00", "ff", 2));
  }

  /** What is written meanwhile is there in whole or not at all. */
  @Test
  void aScanSeesOneMoment() {
    List<KeyRange> ranges = List.of(range("00", "08"), range("08", "ff"));
    for (String key : List.of("01", "05", "09")) {
      write(HOUR, key, "old");
    }
    for (List<KeyRange> asked : List.of(ranges, List.of(range("00", "ff")))) {
      Map<String, String> seen = new TreeMap<>();
      store.scan(
          HOUR,
          asked,
          (key, value) -> {
            if (seen.isEmpty()) {
              store.write(
                  List.of(
                      put(HOUR, "01", "new"),
                      put(HOUR, "07", "new"),
                      new Put(HOUR, bytes("09"), null)));
            }
            seen.put(hex(key), new String(copy(value), StandardCharsets.UTF_8));
            return true;
          });
      assertEquals("01=old 05=old 09=old", text(seen));
      store.write(
          List.of(
              put(HOUR, "01", "old"), new Put(HOUR, bytes("07"), null), put(HOUR, "09", "old")));
    }
  }

  @Test
  void changesOfOneListAreAppliedInOrder() {
    store.write(
        List.of(
            put(HOUR, "01", "a"),
            put(HOUR, "02", "b"),
            new Put(HOUR, bytes("02"), null),
            put(HOUR, "01", "c"),
            put(DAY, "01", "d")));
    assertEquals("01=c", all(HOUR));
    assertEquals("01=d", all(DAY));
  }

  @Test
  void removingWhatIsNotThereIsNoError() {
    store.write(List.of(new Put(HOUR, bytes("01"), null)));
    assertEquals("", all(HOUR));
  }

  @Test
  void multiGetKeepsTheOrderOfItsKeys() {
    write(HOUR, "01", "a");
    write(HOUR, "03", "c");
    List<byte @Nullable []> values =
        store.multiGet(HOUR, List.of(bytes("03"), bytes("02"), bytes("01")));
    assertArrayEquals(utf8("c"), values.get(0));
    assertNull(values.get(1));
    assertArrayEquals(utf8("a"), values.get(2));
    assertEquals(1, store.multiGet(NEXT_HOUR, List.of(bytes("01"))).size());
    assertNull(store.multiGet(NEXT_HOUR, List.of(bytes("01"))).get(0));
  }

  @Test
  void partitionsAreApartAndListedByTable() {
    write(NEXT_HOUR, "01", "b");
    write(HOUR, "01", "a");
    write(DAY, "01", "c");
    assertEquals(List.of(HOUR, NEXT_HOUR), List.copyOf(store.partitions(Table.RAW)));
    assertEquals(List.of(DAY), List.copyOf(store.partitions(Table.DICTIONARY)));
    assertEquals("01=a", all(HOUR));
  }

  @Test
  void aDroppedPartitionIsGoneAndMayBeginAnew() {
    write(HOUR, "01", "a");
    write(NEXT_HOUR, "01", "b");
    store.drop(HOUR);
    store.drop(HOUR);
    assertEquals("", all(HOUR));
    assertEquals(List.of(NEXT_HOUR), List.copyOf(store.partitions(Table.RAW)));
    write(HOUR, "02", "c");
    assertEquals("02=c", all(HOUR));
  }

  @Test
  void aReaderInsideSurvivesADrop() throws Exception {
    int entries = 10_000;
    List<Put> puts = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      puts.add(new Put(HOUR, new BlockWriter(4).u32(i).toBytes(), new byte[100]));
    }
    store.write(puts);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch dropped = new CountDownLatch(1);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> read =
          reader.submit(
              () -> {
                int[] seen = {0};
                store.scan(
                    HOUR,
                    new byte[0],
                    bytes("ff"),
                    (key, value) -> {
                      inside.countDown();
                      await(dropped);
                      assertEquals(100, value.remaining());
                      seen[0]++;
                      return true;
                    });
                return seen[0];
              });
      await(inside);
      store.drop(HOUR);
      dropped.countDown();
      int seen = read.get(5, TimeUnit.MINUTES);
      assertTrue(seen >= 1 && seen <= entries, seen + " entries");
    } finally {
      reader.shutdownNow();
    }
  }

  @Test
  void largeAndEmptyValuesComeBackWhole() {
    byte[] large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    store.write(
        List.of(
            new Put(HOUR, bytes("01"), large),
            new Put(HOUR, bytes("02"), new byte[0]),
            new Put(HOUR, bytes("03"), Arrays.copyOf(large, 65_537))));
    Map<String, byte[]> found = new TreeMap<>();
    store.scan(
        HOUR, new byte[0], bytes("ff"), (key, value) -> found.put(hex(key), copy(value)) == null);
    assertArrayEquals(large, found.get("01"));
    assertArrayEquals(new byte[0], found.get("02"));
    assertArrayEquals(Arrays.copyOf(large, 65_537), found.get("03"));
  }

  @Test
  void afterCloseEverythingIsUnavailable() {
    store.close();
    store.close();
    assertThrows(StoreUnavailableException.class, () -> write(HOUR, "01", "a"));
    assertThrows(StoreUnavailableException.class, () -> all(HOUR));
    assertThrows(StoreUnavailableException.class, () -> store.multiGet(HOUR, List.of(bytes("01"))));
    assertThrows(StoreUnavailableException.class, () -> store.drop(HOUR));
    assertThrows(
        StoreUnavailableException.class, () -> store.remove(HOUR, List.of(range("00", "ff"))));
    assertThrows(StoreUnavailableException.class, () -> store.partitions(Table.RAW));
    assertThrows(StoreUnavailableException.class, () -> store.sizeBytes());
    assertThrows(StoreUnavailableException.class, () -> store.copy());
  }

  @Test
  void aCopyHoldsWhatWasThereThenAndReplacesTheOneBefore() throws Exception {
    write(HOUR, "01", "a");
    Optional<Path> first = store.copy();
    write(HOUR, "02", "b");
    assertEquals(first, store.copy());
    write(HOUR, "03", "c");
    assertTrue(store.sizeBytes() > 0);
    assertTrue(store.freeBytes() > 0);
    if (first.isPresent()) {
      try (BlockStore copy = open(first.get())) {
        assertEquals("01=a 02=b", all(copy, HOUR));
      }
    }
    assertEquals("01=a 02=b 03=c", all(HOUR));
  }

  @Test
  void randomChangesLeaveWhatASortedMapWouldHold() {
    long seed = System.nanoTime();
    System.out.println("BlockStoreContract seed " + seed);
    Random random = new Random(seed);
    Map<Partition, TreeMap<String, String>> model = new HashMap<>();
    List<Partition> partitions = List.of(HOUR, NEXT_HOUR, DAY, Partition.META);
    for (int round = 0; round < 300; round++) {
      List<Put> puts = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        Partition partition = partitions.get(random.nextInt(partitions.size()));
        String key = "%04x".formatted(random.nextInt(200) * 300);
        boolean remove = random.nextInt(4) == 0;
        String value = Integer.toString(random.nextInt());
        puts.add(remove ? new Put(partition, bytes(key), null) : put(partition, key, value));
        TreeMap<String, String> entries = model.computeIfAbsent(partition, p -> new TreeMap<>());
        if (remove) {
          entries.remove(key);
        } else {
          entries.put(key, value);
        }
      }
      store.write(puts);
      if (random.nextInt(50) == 0) {
        store.drop(HOUR);
        model.remove(HOUR);
      }
      if (random.nextInt(10) == 0) {
        String from = "%04x".formatted(random.nextInt(60_000));
        String to = "%04x".formatted(random.nextInt(60_000));
        if (from.compareTo(to) < 0) {
          store.remove(DAY, List.of(range(from, to)));
          model.getOrDefault(DAY, new TreeMap<>()).subMap(from, to).clear();
        }
      }
      Partition looked = partitions.get(random.nextInt(partitions.size()));
      assertEquals(text(model.getOrDefault(looked, new TreeMap<>())), all(looked), "seed " + seed);
    }
  }

  private void write(Partition partition, String key, String value) {
    store.write(List.of(put(partition, key, value)));
  }

  private static Put put(Partition partition, String key, String value) {
    return new Put(partition, bytes(key), utf8(value));
  }

  private String all(Partition partition) {
    return all(store, partition);
  }

  private static String all(BlockStore from, Partition partition) {
    return scan(from, partition, List.of(range("", "ffff")), Integer.MAX_VALUE);
  }

  private static KeyRange range(String from, String to) {
    return new KeyRange(bytes(from), bytes(to));
  }

  private String scan(Partition partition, String from, String to, int most) {
    return scan(partition, List.of(range(from, to)), most);
  }

  private String scan(Partition partition, List<KeyRange> ranges, int most) {
    return scan(store, partition, ranges, most);
  }

  private static String scan(
      BlockStore from, Partition partition, List<KeyRange> ranges, int most) {
    TreeMap<String, String> found = new TreeMap<>();
    List<String> order = new ArrayList<>();
    from.scan(
        partition,
        ranges,
        (key, value) -> {
          String hex = hex(key);
          order.add(hex);
          found.put(hex, new String(copy(value), StandardCharsets.UTF_8));
          return found.size() < most;
        });
    assertEquals(List.copyOf(found.keySet()), order);
    return text(found);
  }

  private static String text(Map<String, String> entries) {
    List<String> parts = new ArrayList<>();
    entries.forEach((key, value) -> parts.add(key + "=" + value));
    return String.join(" ", parts);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(ByteBuffer key) {
    return HexFormat.of().formatHex(copy(key));
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(120, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
