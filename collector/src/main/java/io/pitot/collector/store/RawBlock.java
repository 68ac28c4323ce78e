package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What one series did in one window, of one type: a count and a sum for each stack.
 *
 * <pre>
 *   u8          format, 1
 *   u8          flags: bit 0 = the sums are the counts and are left out
 *   u32         dictionary: writer
 *   u32         dictionary: number
 *   varint      version: how many nodes of the dictionary must be known, the root included
 *   varint      n: rows
 *   varint      total count
 *   varint      total sum
 *   n varints   stack, as the difference from the one before (the first from -1), minus 1
 *   n varints   count - 1
 *   n varints   sum, unless left out
 * </pre>
 *
 * <p>Stacks are nodes of the dictionary in ascending order. The partition of the dictionary follows
 * from that of the block. Arrays belong to the block and are not changed.
 */
public record RawBlock(
    DictionaryId dictionary, int version, int[] stack, long[] count, long[] sum) {
  /**
   * The most that a column of one block may add up to. It leaves room for 32 such blocks in a long,
   * and is what 3,000 threads need that end a wait of a day each in one window.
   */
  public static final long MAX_TOTAL = 1L << 58;

  /** The most rows of a block. */
  public static final int MAX_ROWS = 1 << 20;

  static final int MAX_DICTIONARY_NODES = 1 << 26;

  private static final int FORMAT = 1;
  private static final int SUMS_ARE_COUNTS = 1;

  /** A block of rows in any order; rows of the same stack become one. */
  static RawBlock of(DictionaryId dictionary, int[] stack, long[] count, long[] sum) {
    long[] order = new long[stack.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) stack[i] << 32 | i;
    }
    Arrays.sort(order);
    int[] sortedStack = new int[order.length];
    long[] sortedCount = new long[order.length];
    long[] sortedSum = new long[order.length];
    int rows = 0;
    for (long entry : order) {
      int node = (int) (entry >>> 32);
      if (rows == 0 || sortedStack[rows - 1] != node) {
        sortedStack[rows++] = node;
      }
      sortedCount[rows - 1] += count[(int) entry];
      sortedSum[rows - 1] += sum[(int) entry];
    }
    return new RawBlock(
        dictionary,
        rows == 0 ? 1 : sortedStack[rows - 1] + 1,
        rows == order.length ? sortedStack : Arrays.copyOf(sortedStack, rows),
        rows == order.length ? sortedCount : Arrays.copyOf(sortedCount, rows),
        rows == order.length ? sortedSum : Arrays.copyOf(sortedSum, rows));
  }

  byte[] toBytes() {
    boolean sumsAreCounts = Arrays.equals(count, sum);
    BlockWriter out =
        new BlockWriter(40 + stack.length * 6)
            .u8(FORMAT)
            .u8(sumsAreCounts ? SUMS_ARE_COUNTS : 0)
            .u32(dictionary.writer())
            .u32(dictionary.number())
            .varint(version)
            .varint(stack.length)
            .varint(Arrays.stream(count).sum())
            .varint(Arrays.stream(sum).sum());
    int last = -1;
    for (int node : stack) {
      out.varint(node - last - 1);
      last = node;
    }
    for (long c : count) {
      out.varint(c - 1);
    }
    if (!sumsAreCounts) {
      for (long s : sum) {
        out.varint(s);
      }
    }
    return out.toBytes();
  }

  /**
   * Reads the head of a block; the rows are read only if they are asked for.
   *
   * @param dictionaries where the chunks of its dictionary lie
   */
  static Reader reader(int service, Partition dictionaries, ByteBuffer value) {
    return new Encoded(service, dictionaries, value);
  }

  /** Takes the rows of a block. */
  @FunctionalInterface
  public interface RowVisitor {
    /** Takes one row. */
    void row(int stack, long count, long sum);
  }

  /** A stored block; valid during the visit that hands it out. */
  public interface Reader {
    /** The dictionary that the stacks are nodes of. */
    DictionaryScope dictionary();

    /** How many nodes of the dictionary must be known, the root included. */
    int version();

    /** The number of stacks. */
    int rows();

    /** All events. */
    long totalCount();

    /** The sum over all events. */
    long totalSum();

    /** Visits the rows in ascending order of stack; once only. */
    void forEach(RowVisitor visitor);

    /**
     * Adds the rows up by stack; once only, and instead of {@link #forEach}.
     *
     * @param countAndSum of each stack side by side, as many as {@link #version}
     */
    void addTo(long[] countAndSum);
  }

  /** Reads the layout above. */
  private static final class Encoded implements Reader {
    private final BlockReader in;
    private final boolean sumsAreCounts;
    private final DictionaryScope dictionary;
    private final int version;
    private final int rows;
    private final long totalCount;
    private final long totalSum;

    private Encoded(int service, Partition dictionaries, ByteBuffer value) {
      in = new BlockReader("a raw block", value);
      in.format(FORMAT);
      sumsAreCounts = (in.u8() & SUMS_ARE_COUNTS) != 0;
      dictionary =
          new DictionaryScope(service, dictionaries, new DictionaryId(in.int32(), in.int32()));
      version = in.varint(MAX_DICTIONARY_NODES);
      rows = in.varint(Math.min(MAX_ROWS, in.remaining()));
      totalCount = in.varint();
      totalSum = in.varint();
    }

    @Override
    public DictionaryScope dictionary() {
      return dictionary;
    }

    @Override
    public int version() {
      return version;
    }

    @Override
    public int rows() {
      return rows;
    }

    @Override
    public long totalCount() {
      return totalCount;
    }

    @Override
    public long totalSum() {
      return totalSum;
    }

    @Override
    public void forEach(RowVisitor visitor) {
      Varints columns = in.varints();
      long[] more = new long[rows];
      int[] stack = stacks(columns, more);
      long[] count = more;
      columns.next(count);
      long[] sum = count;
      if (!sumsAreCounts) {
        sum = new long[rows];
        columns.next(sum);
      }
      columns.end();
      int same = sumsAreCounts ? 1 : 0;
      for (int i = 0; i < rows; i++) {
        visitor.row(stack[i], count[i] + 1, sum[i] + same);
      }
    }

    @Override
    public void addTo(long[] countAndSum) {
      Varints columns = in.varints();
      long[] numbers = new long[rows];
      int[] stack = stacks(columns, numbers);
      columns.next(numbers);
      if (sumsAreCounts) {
        for (int i = 0; i < rows; i++) {
          int at = 2 * stack[i];
          countAndSum[at] += numbers[i] + 1;
          countAndSum[at + 1] += numbers[i] + 1;
        }
      } else {
        for (int i = 0; i < rows; i++) {
          countAndSum[2 * stack[i]] += numbers[i] + 1;
        }
        columns.next(numbers);
        for (int i = 0; i < rows; i++) {
          countAndSum[2 * stack[i] + 1] += numbers[i];
        }
      }
      columns.end();
    }

    /**
     * The first column.
     *
     * @param more room for as many numbers
     */
    private int[] stacks(Varints columns, long[] more) {
      columns.next(more);
      int[] stack = new int[rows];
      long last = -1;
      for (int i = 0; i < rows; i++) {
        last += 1 + more[i];
        if (more[i] < 0 || last >= version) {
          throw columns.corrupt("a stack below " + version, last);
        }
        stack[i] = (int) last;
      }
      return stack;
    }
  }
}
