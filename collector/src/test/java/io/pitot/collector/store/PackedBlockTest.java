package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is packed is what was added: counts by window, sums by minute, totals of both by window. */
class PackedBlockTest {
  private static final Partition DAY = Partition.at(Table.DICTIONARY, 0);
  private static final DictionaryId DICTIONARY = new DictionaryId(3, 4);
  private static final int MINUTES = 10;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final PackedRowsWriter writer = new PackedRowsWriter();

  @Test
  void equalsItsRows() {
    System.out.println("PackedBlockTest seed " + seed);
    for (int round = 0; round < 300; round++) {
      boolean sumsAreCounts = random.nextBoolean();
      int stacks = 1 + random.nextInt(50);
      // By stack and window.
      Map<Integer, Map<Integer, long[]>> rows = new TreeMap<>();
      for (int window = 0; window < 60; window++) {
        int n = random.nextInt(3) == 0 ? 0 : random.nextInt(40);
        for (int i = 0; i < n; i++) {
          int stack = random.nextInt(stacks);
          long count = 1L + random.nextInt(300);
          long sum = sumsAreCounts ? count : random.nextLong() >>> (14 + random.nextInt(45));
          writer.add(window, stack, count, sum);
          long[] row =
              rows.computeIfAbsent(stack, s -> new TreeMap<>())
                  .computeIfAbsent(window, w -> new long[2]);
          row[0] += count;
          row[1] += sum;
        }
      }
      PackedBlock block = read(writer.drain(DICTIONARY));
      assertEquals(DICTIONARY, block.dictionary().id());
      assertTotals(rows, block);
      PackedRows packed = block.rows();
      for (int minute = 0; minute < MINUTES; minute++) {
        assertMinute(rows, packed, minute, PackedBlock.ofMinute(minute));
        assertMinute(rows, packed, minute, random.nextLong());
      }
    }
  }

  private void assertTotals(Map<Integer, Map<Integer, long[]>> rows, PackedBlock block) {
    for (int window = 0; window < 60; window++) {
      long[] total = new long[2];
      for (Map<Integer, long[]> ofStack : rows.values()) {
        long[] row = ofStack.getOrDefault(window, new long[2]);
        total[0] += row[0];
        total[1] += row[1];
      }
      assertEquals(total[0], block.count(window), "seed " + seed);
      assertEquals(total[1], block.sum(window), "seed " + seed);
      assertEquals(total[0] > 0, (block.windows() >>> window & 1) == 1, "seed " + seed);
    }
  }

  /** A minute's sum goes with the first of its windows that the stack is in. */
  private void assertMinute(
      Map<Integer, Map<Integer, long[]>> rows, PackedRows packed, int minute, long asked) {
    Map<Integer, String> expected = new TreeMap<>();
    rows.forEach(
        (stack, ofStack) -> {
          boolean sumsAreCounts =
              rows.values().stream()
                  .allMatch(all -> all.values().stream().allMatch(row -> row[0] == row[1]));
          long count = 0;
          long minuteSum = 0;
          boolean isFirstAsked = false;
          boolean isFirst = true;
          for (int window = minute * 6; window < minute * 6 + 6; window++) {
            long[] row = ofStack.get(window);
            boolean isAsked = (asked >>> window & 1) == 1;
            if (row != null) {
              isFirstAsked |= isFirst && isAsked;
              isFirst = false;
              minuteSum += row[1];
              count += isAsked ? row[0] : 0;
            }
          }
          if (count > 0) {
            long sum = sumsAreCounts ? count : isFirstAsked ? minuteSum : 0;
            expected.put(stack, count + " " + sum);
          }
        });
    Map<Integer, String> actual = new TreeMap<>();
    packed.of(minute, asked).forEach((stack, count, sum) -> actual.put(stack, count + " " + sum));
    assertEquals(expected, actual, "seed " + seed);
    long[] added = new long[2 * 64];
    packed.of(minute, asked).addTo(added);
    RawBlock.Reader reader = packed.of(minute, asked);
    assertEquals(expected.size(), reader.rows());
    long sum = 0;
    for (int i = 1; i < added.length; i += 2) {
      sum += added[i];
    }
    assertEquals(reader.totalSum(), sum, "seed " + seed);
  }

  @Test
  void aDamageIsFoundOrChangesNothingButNumbers() {
    for (int i = 0; i < 200; i++) {
      writer.add(i / 4, random.nextInt(30), 1 + random.nextInt(9), random.nextInt(9999));
    }
    byte[] bytes = writer.drain(DICTIONARY);
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged =
          random.nextBoolean()
              ? bytes.clone()
              : Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      if (damaged.length > 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        PackedRows rows = read(damaged).rows();
        for (int minute = 0; minute < MINUTES; minute++) {
          rows.of(minute, -1).forEach((stack, count, sum) -> {});
        }
      } catch (CorruptStoreException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("a packed block"), e.toString());
      }
    }
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    assertThrows(CorruptStoreException.class, () -> read(cut).rows());
  }

  @Test
  void recordsKeepPartsAndLosses() {
    PackedRecord.Sum sum = new PackedRecord.Sum();
    sum.add(0, 0, WindowRecord.COMPLETE);
    sum.add(7, 0, new WindowRecord(List.of(new Loss("spool", 3, "events"))));
    sum.add(7, 2, new WindowRecord(List.of(new Loss("spool", 4, "events"))));
    sum.add(59, 65_535, WindowRecord.COMPLETE);
    PackedRecord record = PackedRecord.read(ByteBuffer.wrap(sum.drain().toBytes()));

    assertEquals(1L | 1L << 7 | 1L << 59, record.windows());
    assertEquals(List.of(new Loss("spool", 7, "events")), record.of(7).losses());
    assertEquals(List.of(), record.of(0).losses());
    BitSet there = new BitSet();
    for (int part : new int[] {0, 1, 2, 65_535}) {
      there.set(part, record.has(7, part));
    }
    assertEquals("{0, 2}", there.toString());
    assertTrue(record.has(59, 65_535) && !record.has(59, 0) && !record.hasAny(58));
    assertEquals(0, sum.drain().windows());
  }

  private static PackedBlock read(byte[] bytes) {
    return PackedBlock.read(1, DAY, ByteBuffer.wrap(bytes));
  }
}
