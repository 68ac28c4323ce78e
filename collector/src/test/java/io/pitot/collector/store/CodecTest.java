package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes on disk: they outlive the code that wrote them. */
class CodecTest {
  @Test
  void layoutsAreAsDrawn() {
    assertEquals(
        "00000001" + "00000002" + "00000003" + "6b01a3e0" + "0004",
        hex(new RawKey(1, 2, 3, 0x6b01a3e0L, 4).toBytes()));
    assertEquals(
        "00000001" + "00000007" + "00000008" + "00000400",
        hex(new DictionaryKey(1, new DictionaryId(7, 8), 1024).toBytes()));
    assertEquals(
        // format, flags, writer, number, version, rows, totals, stacks, counts, sums
        "01"
            + "00"
            + "00000007"
            + "00000008"
            + "0a"
            + "02"
            + "04"
            + "ac02"
            + "04"
            + "04"
            + "00"
            + "02"
            + "64"
            + "c801",
        hex(
            RawBlock.of(
                    new DictionaryId(7, 8),
                    new int[] {9, 4},
                    new long[] {3, 1},
                    new long[] {200, 100})
                .toBytes()));
    assertEquals(
        "01" + "01" + "00000007" + "00000008" + "05" + "01" + "03" + "03" + "04" + "02",
        hex(
            RawBlock.of(new DictionaryId(7, 8), new int[] {4}, new long[] {3}, new long[] {3})
                .toBytes()));
    assertEquals(
        // format, nodes, first frame, frames, node - parent, frames, names
        "01" + "02" + "05" + "01" + "02" + "01" + "00" + "05" + "03412e61",
        hex(
            new DictionaryChunk(
                    10, new int[] {8, 10}, new int[] {0, 5}, 5, FrameNames.of(List.of("A.a")))
                .toBytes()));
    assertEquals(
        "01" + "01" + "0178" + "ac02" + "0179",
        hex(new WindowRecord(List.of(new Loss("x", 300, "y"))).toBytes()));
    SpanTotals totals = new SpanTotals();
    totals.count()[1] = 3;
    totals.sum()[1] = 300;
    totals.count()[59] = 1;
    assertEquals(
        // format, minutes, then each: minutes since the last - 1, count, sum
        "01" + "02" + "01" + "03" + "ac02" + "39" + "01" + "00", hex(totals.toBytes()));
    BitSet windows = new BitSet();
    windows.set(0);
    windows.set(359);
    assertEquals(
        // format, a bit for each window, losses
        "01" + "01" + "00".repeat(43) + "80" + "01" + "0178" + "ac02" + "0179",
        hex(new SpanRecord(windows, List.of(new Loss("x", 300, "y"))).toBytes()));
  }

  @Test
  void rowsOfOneStackBecomeOne() {
    RawBlock block =
        RawBlock.of(
            new DictionaryId(1, 1),
            new int[] {5, 3, 5},
            new long[] {1, 2, 4},
            new long[] {10, 20, 40});
    assertArrayEquals(new int[] {3, 5}, block.stack());
    assertArrayEquals(new long[] {2, 5}, block.count());
    assertArrayEquals(new long[] {20, 50}, block.sum());
  }

  @Test
  void damageIsFoundOrHarmlessButNeverAnythingElse() {
    long seed = System.nanoTime();
    System.out.println("CodecTest seed " + seed);
    Random random = new Random(seed);
    byte[] block =
        RawBlock.of(
                new DictionaryId(1, 1),
                new int[] {1, 7, 300, 70_000},
                new long[] {1, 1000, 3, 1L << 40},
                new long[] {5, 6, 7, 1L << 50})
            .toBytes();
    byte[] chunk =
        new DictionaryChunk(
                1,
                new int[] {0, 1, 1},
                new int[] {0, 1, 0},
                0,
                FrameNames.of(List.of("A.main", "B.b")))
            .toBytes();
    byte[] record = new WindowRecord(List.of(new Loss("x", 3, "y"))).toBytes();
    byte[] hour = new SpanRecord(new BitSet(), List.of(new Loss("x", 3, "y"))).toBytes();
    SpanTotals totals = new SpanTotals();
    totals.count()[7] = 1;
    for (int i = 0; i < 20_000; i++) {
      readOrRefuse(
          () ->
              RawBlock.reader(1, new Partition(Table.DICTIONARY, 0), damaged(block, random))
                  .forEach((s, c, v) -> {}));
      readOrRefuse(() -> DictionaryChunk.read(1, damaged(chunk, random)));
      readOrRefuse(() -> WindowRecord.read(damaged(record, random)));
      readOrRefuse(() -> SpanRecord.read(damaged(hour, random)));
      readOrRefuse(() -> SpanTotals.read(damaged(totals.toBytes(), random)));
    }
  }

  @Test
  void anUnknownFormatIsNamed() {
    byte[] record = new WindowRecord(List.of()).toBytes();
    record[0] = 9;
    CorruptStoreException refused =
        assertThrows(CorruptStoreException.class, () -> WindowRecord.read(ByteBuffer.wrap(record)));
    assertEquals(
        "a window record is damaged at byte 1 of 2: expected format 1, found format 9",
        refused.getMessage());
  }

  @Test
  void partitionsAreKnownByTheirNames() {
    for (Partition partition :
        List.of(
            Partition.META,
            Partition.at(Table.RAW, 1_795_233_599),
            Partition.at(Table.DICTIONARY, 1_795_233_599))) {
      assertEquals(partition, Partition.parse(partition.label()));
    }
    assertEquals("raw_1795230000", Partition.at(Table.RAW, 1_795_233_599).label());
    assertThrows(CorruptStoreException.class, () -> Partition.parse("nest_0"));
  }

  private static void readOrRefuse(Runnable read) {
    try {
      read.run();
    } catch (CorruptStoreException e) {
      assertEquals(true, String.valueOf(e.getMessage()).contains("damaged at byte"));
    }
  }

  private static ByteBuffer damaged(byte[] bytes, Random random) {
    byte[] copy =
        Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
    for (int i = random.nextInt(3); i > 0 && copy.length > 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt();
    }
    return ByteBuffer.wrap(copy);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
