package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What some series did together in some time, added up: of one type by stack, or when they were
 * watched. Holds blocks as they are stored, which take a sixth of what arrays would.
 */
final class SumPart {
  private final int service;
  private final int[] series;
  private final Map<Partition, List<byte[]>> blocks;
  private final int[] windows;
  private final long[] firstAndLast;
  private final List<Loss> losses;

  private SumPart(
      int service,
      int[] series,
      Map<Partition, List<byte[]>> blocks,
      int[] windows,
      long[] firstAndLast,
      List<Loss> losses) {
    this.service = service;
    this.series = series;
    this.blocks = blocks;
    this.windows = windows;
    this.firstAndLast = firstAndLast;
    this.losses = losses;
  }

  /** Visits what the series did. */
  void blocks(SumScan.SumVisitor visitor) {
    blocks.forEach(
        (dictionaries, values) -> {
          for (byte[] value : values) {
            visitor.sums(series, RawBlock.reader(service, dictionaries, ByteBuffer.wrap(value)));
          }
        });
  }

  /** Visits when they were watched. */
  void watched(SumScan.WatchedVisitor visitor) {
    for (int i = 0; i < series.length; i++) {
      visitor.watched(
          series[i],
          windows[i],
          firstAndLast[2 * i],
          firstAndLast[2 * i + 1],
          i == 0 ? losses : List.of());
    }
  }

  long sizeBytes() {
    long bytes = (long) series.length * Integer.BYTES;
    for (List<byte[]> values : blocks.values()) {
      for (byte[] value : values) {
        bytes += value.length + Long.BYTES * 4;
      }
    }
    return bytes + windows.length * 20L + losses.size() * 100L;
  }

  /** A sum that is being made. */
  interface Adding {
    SumPart sum(int service);
  }

  /** Adds up blocks of one type. */
  static final class OfType implements Adding, SumScan.SumVisitor {
    private final BitSet series = new BitSet();
    private final Map<DictionaryScope, long[]> countAndSum = new HashMap<>();
    private long totalCount;
    private long totalSum;

    /**
     * Adds a block.
     *
     * @throws ArithmeticException when the whole exceeds what a block can hold
     */
    @Override
    public void sums(int[] of, RawBlock.Reader block) {
      for (int one : of) {
        series.set(one);
      }
      // No row exceeds the whole, so it is enough to watch the totals for an overflow.
      totalCount = Math.addExact(totalCount, block.totalCount());
      totalSum = Math.addExact(totalSum, block.totalSum());
      long[] columns =
          countAndSum.compute(
              block.dictionary(), (scope, had) -> withRoom(had, 2 * block.version()));
      block.addTo(columns);
    }

    private static long[] withRoom(long @Nullable [] had, int size) {
      if (had == null) {
        return new long[size];
      }
      return had.length >= size ? had : Arrays.copyOf(had, size + size / 4);
    }

    @Override
    public SumPart sum(int service) {
      Map<Partition, List<byte[]>> blocks = new HashMap<>();
      countAndSum.forEach(
          (scope, columns) -> {
            List<byte[]> values =
                blocks.computeIfAbsent(scope.partition(), partition -> new ArrayList<>());
            for (RawBlock block : blocks(scope.id(), columns)) {
              values.add(block.toBytes());
            }
          });
      return new SumPart(
          service, series.stream().toArray(), blocks, new int[0], new long[0], List.of());
    }

    private static List<RawBlock> blocks(DictionaryId dictionary, long[] columns) {
      int rows = 0;
      for (int i = 0; i < columns.length; i += 2) {
        rows += columns[i] == 0 ? 0 : 1;
      }
      List<RawBlock> blocks = new ArrayList<>();
      int stack = 0;
      while (rows > 0) {
        int size = Math.min(rows, RawBlock.MAX_ROWS);
        int[] stacks = new int[size];
        long[] count = new long[size];
        long[] sum = new long[size];
        for (int at = 0; at < size; stack++) {
          if (columns[2 * stack] != 0) {
            stacks[at] = stack;
            count[at] = columns[2 * stack];
            sum[at++] = columns[2 * stack + 1];
          }
        }
        blocks.add(new RawBlock(dictionary, stacks[size - 1] + 1, stacks, count, sum));
        rows -= size;
      }
      return blocks;
    }
  }

  /** Adds up when series were watched. */
  static final class OfWatched implements Adding, SumScan.WatchedVisitor {
    private final BitSet asked;
    private final Map<Integer, long[]> windowsFirstAndLast = new HashMap<>();
    private final LossSum losses = new LossSum();

    /**
     * @param asked the series that count
     */
    OfWatched(BitSet asked) {
      this.asked = asked;
    }

    @Override
    public void watched(
        int series, int windows, long firstSeconds, long lastSeconds, List<Loss> missed) {
      if (!asked.get(series)) {
        return;
      }
      long[] of =
          windowsFirstAndLast.computeIfAbsent(
              series, s -> new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE});
      of[0] += windows;
      of[1] = Math.min(of[1], firstSeconds);
      of[2] = Math.max(of[2], lastSeconds);
      losses.add(missed);
    }

    @Override
    public SumPart sum(int service) {
      int[] series =
          windowsFirstAndLast.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
      int[] windows = new int[series.length];
      long[] firstAndLast = new long[2 * series.length];
      for (int i = 0; i < series.length; i++) {
        long[] of = windowsFirstAndLast.getOrDefault(series[i], new long[3]);
        windows[i] = Math.toIntExact(of[0]);
        firstAndLast[2 * i] = of[1];
        firstAndLast[2 * i + 1] = of[2];
      }
      return new SumPart(service, series, Map.of(), windows, firstAndLast, losses.losses());
    }
  }
}
