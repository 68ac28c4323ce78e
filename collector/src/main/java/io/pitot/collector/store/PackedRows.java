package io.pitot.collector.store;

/** The rows of a {@link PackedBlock}, by stack. Its arrays are read once and not changed. */
final class PackedRows {
  /** The first window of each minute, as bits. */
  private static final long MINUTES = 0x0041_0410_4104_1041L;

  private final DictionaryScope dictionary;
  private final int version;
  private final boolean sumsAreCounts;
  private final int[] stack;

  /** The windows that each stack is in, as bits. */
  private final long[] windows;

  private final int[] firstCount;
  private final int[] firstSum;
  private final long[] count;
  private final long[] sum;

  private PackedRows(
      BlockReader in, DictionaryScope dictionary, int version, boolean sumsAreCounts) {
    this.dictionary = dictionary;
    this.version = version;
    this.sumsAreCounts = sumsAreCounts;
    int stacks = in.varint(in.remaining());
    int counts = in.varint(in.remaining());
    int sums = in.varint(in.remaining());
    Varints columns = in.varints();
    count = new long[counts];
    sum = new long[sums];
    stack = stacks(columns, stacks, version);
    windows = new long[stacks];
    firstCount = new int[stacks];
    firstSum = new int[stacks];
    int atCount = 0;
    int atSum = 0;
    for (int i = 0; i < stacks; i++) {
      windows[i] = runs(columns);
      firstCount[i] = atCount;
      firstSum[i] = atSum;
      atCount += Long.bitCount(windows[i]);
      atSum += Long.bitCount(minutes(windows[i]));
    }
    if (atCount != counts || (sumsAreCounts ? 0 : atSum) != sums) {
      throw columns.corrupt(
          "%s counts and %s sums".formatted(atCount, sumsAreCounts ? 0 : atSum),
          counts + " and " + sums);
    }
    columns.next(count);
    columns.next(sum);
    columns.end();
  }

  static PackedRows read(
      BlockReader in, DictionaryScope dictionary, int version, boolean sumsAreCounts) {
    return new PackedRows(in, dictionary, version, sumsAreCounts);
  }

  private static int[] stacks(Varints columns, int stacks, int version) {
    int[] stack = new int[stacks];
    long last = -1;
    for (int i = 0; i < stacks; i++) {
      long more = columns.next();
      last += 1 + more;
      if (more < 0 || last >= version) {
        throw columns.corrupt("a stack below " + version, last);
      }
      stack[i] = (int) last;
    }
    return stack;
  }

  private static long runs(Varints columns) {
    long windows = 0;
    long at = 0;
    long runs = columns.next();
    for (long run = 0; run <= runs; run++) {
      long first = at + columns.next();
      long last = first + columns.next();
      if (first < at || last < first || last >= PackedBlock.WINDOWS || runs < 0) {
        throw columns.corrupt("windows of ten minutes", first + " to " + last);
      }
      windows |= (2L << last) - (1L << first);
      at = last + 1;
    }
    return windows;
  }

  /** The first window of each minute that any of these is in, as bits. */
  static long minutes(long windows) {
    long any = windows | windows >>> 1 | windows >>> 2;
    return (any | any >>> 3) & MINUTES;
  }

  /**
   * What was done in some windows of a minute together. Where these are not all of the minute, what
   * a stack's sum is of all of them goes with the first that it is in.
   *
   * @param asked windows, as bits; those of other minutes are left out
   */
  RawBlock.Reader of(int minute, long asked) {
    long ofMinute = PackedBlock.ofMinute(minute);
    int rows = 0;
    for (long windowsOfStack : windows) {
      rows += (windowsOfStack & ofMinute & asked) == 0 ? 0 : 1;
    }
    int[] stacks = new int[rows];
    long[] counts = new long[rows];
    long[] sums = new long[rows];
    int row = 0;
    for (int i = 0; i < stack.length; i++) {
      long there = windows[i] & ofMinute;
      if ((there & asked) != 0) {
        stacks[row] = stack[i];
        counts[row] = count(i, there, asked);
        sums[row] = sumsAreCounts ? counts[row] : sum(i, there, asked);
        row++;
      }
    }
    return new Minute(dictionary, version, stacks, counts, sums);
  }

  private long count(int i, long there, long asked) {
    int at = firstCount[i] + Long.bitCount(windows[i] & (Long.lowestOneBit(there) - 1));
    long total = 0;
    for (long left = there; left != 0; left &= left - 1) {
      if ((Long.lowestOneBit(left) & asked) != 0) {
        total += count[at] + 1;
      }
      at++;
    }
    return total;
  }

  private long sum(int i, long there, long asked) {
    long first = Long.lowestOneBit(there);
    return (first & asked) == 0
        ? 0
        : sum[firstSum[i] + Long.bitCount(minutes(windows[i] & (first - 1)))];
  }

  /** Some windows of a minute as if they had been one. */
  private record Minute(
      DictionaryScope dictionary, int version, int[] stack, long[] count, long[] sum)
      implements RawBlock.Reader {
    @Override
    public int rows() {
      return stack.length;
    }

    @Override
    public long totalCount() {
      return total(count);
    }

    @Override
    public long totalSum() {
      return total(sum);
    }

    private static long total(long[] column) {
      long total = 0;
      for (long one : column) {
        total = Math.addExact(total, one);
      }
      return total;
    }

    @Override
    public void forEach(RawBlock.RowVisitor visitor) {
      for (int i = 0; i < stack.length; i++) {
        visitor.row(stack[i], count[i], sum[i]);
      }
    }

    @Override
    public void addTo(long[] countAndSum) {
      for (int i = 0; i < stack.length; i++) {
        countAndSum[2 * stack[i]] += count[i];
        countAndSum[2 * stack[i] + 1] += sum[i];
      }
    }
  }
}
