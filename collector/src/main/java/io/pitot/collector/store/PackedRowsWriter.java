package io.pitot.collector.store;

import java.util.Arrays;

/**
 * Gathers the rows of ten minutes of one series, type and dictionary, and lays them out as a {@link
 * PackedBlock}. Rows come window by window. Used by one thread, again and again.
 */
final class PackedRowsWriter {
  private int[] stack = new int[1024];
  private byte[] window = new byte[1024];
  private long[] count = new long[1024];
  private long[] sum = new long[1024];
  private int size;

  /** How many rows were added. */
  int size() {
    return size;
  }

  /**
   * Adds a row; of one stack and window there may be several.
   *
   * @param ofWindow its number within the ten minutes, not below that of the row before
   */
  void add(int ofWindow, int ofStack, long rowCount, long rowSum) {
    if (size == stack.length) {
      stack = Arrays.copyOf(stack, size * 2);
      window = Arrays.copyOf(window, size * 2);
      count = Arrays.copyOf(count, size * 2);
      sum = Arrays.copyOf(sum, size * 2);
    }
    stack[size] = ofStack;
    window[size] = (byte) ofWindow;
    count[size] = rowCount;
    sum[size++] = rowSum;
  }

  /**
   * The block of all that was added; begins anew.
   *
   * @throws ArithmeticException when a sum exceeds 2^63
   */
  byte[] drain(DictionaryId dictionary) {
    int[] order = order();
    Columns columns = new Columns(size);
    for (int row : order) {
      columns.add(stack[row], window[row], count[row], sum[row]);
    }
    size = 0;
    return columns.toBytes(dictionary);
  }

  /**
   * The rows by stack, those of one stack as they came: counted out, which is faster than sorted.
   */
  private int[] order() {
    int most = 0;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, stack[i]);
    }
    int[] next = new int[most + 2];
    for (int i = 0; i < size; i++) {
      next[stack[i] + 1]++;
    }
    for (int i = 1; i < next.length; i++) {
      next[i] += next[i - 1];
    }
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[next[stack[i]]++] = i;
    }
    return order;
  }

  /** The columns of a block as they grow. */
  private static final class Columns {
    private final int[] stack;
    private final long[] windows;
    private final long[] count;
    private final long[] minuteSum;
    private final long[] totalCount = new long[PackedBlock.WINDOWS];
    private final long[] totalSum = new long[PackedBlock.WINDOWS];
    private int stacks;
    private int counts;
    private int sums;
    private int lastWindow;
    private boolean sumsAreCounts = true;

    private Columns(int rows) {
      stack = new int[rows];
      windows = new long[rows];
      count = new long[rows];
      minuteSum = new long[rows];
    }

    private void add(int rowStack, int rowWindow, long rowCount, long rowSum) {
      boolean isNew = stacks == 0 || stack[stacks - 1] != rowStack;
      if (isNew) {
        stack[stacks++] = rowStack;
      }
      if (isNew || lastWindow != rowWindow) {
        counts++;
      }
      if (isNew || minute(lastWindow) != minute(rowWindow)) {
        sums++;
      }
      lastWindow = rowWindow;
      windows[stacks - 1] |= 1L << rowWindow;
      count[counts - 1] = Math.addExact(count[counts - 1], rowCount);
      minuteSum[sums - 1] = Math.addExact(minuteSum[sums - 1], rowSum);
      totalCount[rowWindow] = Math.addExact(totalCount[rowWindow], rowCount);
      totalSum[rowWindow] = Math.addExact(totalSum[rowWindow], rowSum);
      sumsAreCounts &= rowCount == rowSum;
    }

    private static int minute(int window) {
      return window / PackedBlock.WINDOWS_OF_MINUTE;
    }

    private byte[] toBytes(DictionaryId dictionary) {
      BlockWriter out =
          new BlockWriter(64 + stacks * 3 + counts * 2 + (sumsAreCounts ? 0 : sums * 4))
              .u8(PackedBlock.FORMAT)
              .u8(sumsAreCounts ? PackedBlock.SUMS_ARE_COUNTS : 0)
              .u32(dictionary.writer())
              .u32(dictionary.number())
              .varint(stacks == 0 ? 1 : stack[stacks - 1] + 1);
      writeTotals(out);
      out.varint(stacks).varint(counts).varint(sumsAreCounts ? 0 : sums);
      int last = -1;
      for (int i = 0; i < stacks; i++) {
        out.varint(stack[i] - last - 1);
        last = stack[i];
      }
      for (int i = 0; i < stacks; i++) {
        writeRuns(out, windows[i]);
      }
      for (int i = 0; i < counts; i++) {
        out.varint(count[i] - 1);
      }
      for (int i = 0; i < sums && !sumsAreCounts; i++) {
        out.varint(minuteSum[i]);
      }
      return out.toBytes();
    }

    private void writeTotals(BlockWriter out) {
      long any = 0;
      for (int i = 0; i < stacks; i++) {
        any |= windows[i];
      }
      out.varint(any);
      for (long left = any; left != 0; left &= left - 1) {
        int of = Long.numberOfTrailingZeros(left);
        out.varint(totalCount[of]).varint(totalSum[of]);
      }
    }

    private static void writeRuns(BlockWriter out, long windows) {
      // A run begins where the window before is not there.
      out.varint(Long.bitCount(windows & ~(windows << 1)) - 1);
      int at = 0;
      for (long left = windows; left != 0; ) {
        int first = Long.numberOfTrailingZeros(left);
        int length = Long.numberOfTrailingZeros(~(left >>> first));
        out.varint(first - at).varint(length - 1);
        at = first + length;
        left &= -1L << at;
      }
    }
  }
}
