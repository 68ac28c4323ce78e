package io.pitot.benchmarks.store;

import java.io.ByteArrayOutputStream;

/**
 * Rows as columns of varints, of one window or of ten minutes.
 *
 * <pre>
 *   varint  stacks
 *   varint  rows
 *   varint  sums; 0 where each is its row's count
 *   column  stacks, as differences
 *   column  of ten minutes: in how many windows each stack is, minus 1
 *   column  of ten minutes: windows between a row and the one before
 *   column  counts, minus 1
 *   column  sums
 * </pre>
 */
final class Columns {
  private final Column stacks = new Column();
  private final Column windows = new Column();
  private final Column gaps = new Column();
  private final Column counts = new Column();
  private final Column sums = new Column();
  private int lastStack = -1;
  private boolean sumsAreCounts = true;

  void stack(int stack) {
    stacks.add(stack - lastStack - 1);
    lastStack = stack;
  }

  void windows(int number) {
    windows.add(number - 1L);
  }

  void gap(int number) {
    gaps.add(number);
  }

  void row(long count, long sum) {
    counts.add(count - 1);
    sumsAreCounts &= count == sum;
  }

  void sum(long sum) {
    sums.add(sum);
  }

  byte[] toBytes() {
    Column all = new Column();
    all.add(stacks.size);
    all.add(counts.size);
    all.add(sumsAreCounts ? 0 : sums.size);
    stacks.writeTo(all);
    windows.writeTo(all);
    gaps.writeTo(all);
    counts.writeTo(all);
    if (!sumsAreCounts) {
      sums.writeTo(all);
    }
    return all.bytes.toByteArray();
  }

  private static final class Column {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int size;

    private void add(long value) {
      size++;
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.write((int) (rest | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    private void writeTo(Column all) {
      all.bytes.writeBytes(bytes.toByteArray());
    }
  }

  /** Reads one block. */
  static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Adds its counts and sums up by stack. */
    void addTo(long[] tally, boolean isOneWindow) {
      int stacks = (int) next();
      int rows = (int) next();
      int sums = (int) next();
      int[] stack = new int[stacks];
      int last = -1;
      for (int i = 0; i < stacks; i++) {
        last += (int) next() + 1;
        stack[i] = last;
      }
      int[] windows = new int[stacks];
      for (int i = 0; i < stacks; i++) {
        windows[i] = isOneWindow ? 1 : (int) next() + 1;
      }
      for (int i = 0; i < rows && !isOneWindow; i++) {
        next();
      }
      for (int i = 0; i < stacks; i++) {
        for (int window = 0; window < windows[i]; window++) {
          tally[stack[i] * 2] += next() + 1;
        }
      }
      // Where there is one for each minute it does not matter here which stack it goes to.
      for (int i = 0; i < sums; i++) {
        tally[stack[i % stacks] * 2 + 1] += next();
      }
    }

    private long next() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }
}
