package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds up counts and sums by number of the stack, of one dictionary, with a list of the stacks that
 * have any. Used by one thread.
 */
public final class StackTally {
  /** Count and sum of a stack side by side: they are looked up together. */
  private long[] countAndSum = {};

  private int[] touched = new int[256];
  private int size;

  /** Stacks in no particular order, each once; the arrays are whoever's who drained them. */
  public record Columns(int[] stack, long[] count, long[] sum) {}

  /**
   * Adds a row.
   *
   * @throws ArithmeticException when a sum exceeds 2^63
   */
  void add(int stack, long count, long sum) {
    int at = stack * 2;
    if (at >= countAndSum.length) {
      countAndSum = Arrays.copyOf(countAndSum, Math.max(at + 2, countAndSum.length * 2));
    }
    if (countAndSum[at] == 0) {
      if (size == touched.length) {
        touched = Arrays.copyOf(touched, size * 2);
      }
      touched[size++] = stack;
    }
    countAndSum[at] = Math.addExact(countAndSum[at], count);
    countAndSum[at + 1] = Math.addExact(countAndSum[at + 1], sum);
  }

  void add(RawBlock block) {
    for (int i = 0; i < block.stack().length; i++) {
      add(block.stack()[i], block.count()[i], block.sum()[i]);
    }
  }

  /**
   * Adds a stored block.
   *
   * @throws ArithmeticException when a sum exceeds 2^63
   */
  public void add(RawBlock.Reader block) {
    block.forEach(this::add);
  }

  /** Whether nothing was added since it was drained. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Hands out what was added and begins anew. */
  public Columns drain() {
    Columns all = take(0, size);
    size = 0;
    return all;
  }

  /** Hands out what was added, in blocks of so many rows, and begins anew. */
  List<RawBlock> drain(DictionaryId dictionary, int maxRows) {
    Arrays.sort(touched, 0, size);
    List<RawBlock> blocks = new ArrayList<>();
    for (int from = 0; from < size; from += maxRows) {
      Columns rows = take(from, Math.min(maxRows, size - from));
      int version = rows.stack[rows.stack.length - 1] + 1;
      blocks.add(new RawBlock(dictionary, version, rows.stack, rows.count, rows.sum));
    }
    size = 0;
    return blocks;
  }

  private Columns take(int from, int rows) {
    int[] stack = Arrays.copyOfRange(touched, from, from + rows);
    long[] counts = new long[rows];
    long[] sums = new long[rows];
    for (int i = 0; i < rows; i++) {
      int at = stack[i] * 2;
      counts[i] = countAndSum[at];
      sums[i] = countAndSum[at + 1];
      countAndSum[at] = 0;
      countAndSum[at + 1] = 0;
    }
    return new Columns(stack, counts, sums);
  }
}
