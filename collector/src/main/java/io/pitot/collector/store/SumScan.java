package io.pitot.collector.store;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Reads what selected series of one service did in a range, from the coarsest sums that say the
 * same: of a span's groups those that are asked for whole, of the other series their own, and
 * windows where a span is not summed up or not asked for whole. All is planned once, so that types
 * and times come from the same spans.
 */
public final class SumScan {
  private static final int DAY_SECONDS = 24 * Level.HOUR.seconds();

  /** Of fewer series windows are read in no time. */
  private static final int FEWEST_TO_KEEP_MINUTES = 8;

  private final SpanScan scan;
  private final WindowScan windows;
  private final SpanPlan plan;
  private final List<RawRange> runs;
  private final Asked asked;
  private final List<SumSource> sources = new ArrayList<>();

  /** When the series that are asked for were there, in the order of their numbers. */
  private final List<SeriesSeen> seen;

  /** Takes sums. */
  @FunctionalInterface
  public interface SumVisitor {
    /**
     * Takes a block, which is valid during the call.
     *
     * @param series whose sum it is; some of them may have nothing of this type
     */
    void sums(int[] series, RawBlock.Reader block);
  }

  /** Takes when series were watched. */
  @FunctionalInterface
  public interface WatchedVisitor {
    /**
     * Takes some windows of a series.
     *
     * @param firstSeconds the start of the first of them
     * @param lastSeconds the start of the last
     * @param losses what they miss; of windows of several series it comes with one of them
     */
    void watched(int series, int windows, long firstSeconds, long lastSeconds, List<Loss> losses);
  }

  /**
   * What is asked for.
   *
   * @param mark {@link SealedSpans#mark} before it was planned
   * @param eachBlock is told of each block that is read and not handed out; by any thread
   */
  record Asked(BitSet series, KeptSums kept, long mark, Runnable eachBlock) {}

  private record SeriesSeen(int series, Seen seen) {}

  SumScan(
      SpanScan scan,
      WindowScan windows,
      Catalog catalog,
      SpanPlan plan,
      List<RawRange> runs,
      Asked asked) {
    this.scan = scan;
    this.windows = windows;
    this.plan = plan;
    this.runs = runs;
    this.asked = asked;
    this.seen =
        asked.series.stream()
            .boxed()
            .flatMap(
                one -> catalog.seen(one, RawKey.WINDOWS).stream().map(s -> new SeriesSeen(one, s)))
            .toList();
    addSpans(Level.HOUR, DAY_SECONDS);
    addSpans(Level.TEN_MINUTES, Level.HOUR.seconds());
    for (Partition hour : windows.hours()) {
      addWindows(hour, plan.windows(hour, plan.range()));
    }
  }

  static BitSet bits(Set<Integer> numbers) {
    BitSet bits = new BitSet();
    numbers.forEach(bits::set);
    return bits;
  }

  /**
   * Spans of a level, those of each day or hour together.
   *
   * @param together so many seconds
   */
  private void addSpans(Level level, int together) {
    NavigableSet<Long> left = plan.spans(level);
    while (!left.isEmpty()) {
      long start = Math.floorDiv(left.first(), together) * together;
      NavigableSet<Long> starts = new TreeSet<>(left.headSet(start + together, false));
      SpanPlan part = plan.with(level, starts);
      sources.add(
          new SpansTogether(
              new SpanSums(level, scan, part, runs, asked.series),
              asked,
              new KeptSums.Key(
                  plan.range().service(),
                  RawKey.WINDOWS,
                  KeptSums.Time.of(level, starts),
                  there(start, together))));
      left = left.tailSet(start + together, true);
    }
  }

  /** Whole minutes from what is kept of them, where that is worth while, and the rest. */
  private void addWindows(Partition hour, List<RawRange> times) {
    List<RawRange> single = new ArrayList<>();
    for (RawRange time : times) {
      long first = -Math.floorDiv(-time.fromSeconds(), MinuteSums.SECONDS) * MinuteSums.SECONDS;
      long last = Math.floorDiv(time.toSeconds(), MinuteSums.SECONDS) * MinuteSums.SECONDS;
      if (first >= last || seen.size() < FEWEST_TO_KEEP_MINUTES) {
        single.add(time);
        continue;
      }
      addTime(single, time.fromSeconds(), first);
      addMinutes(hour, first, last);
      addTime(single, last, time.toSeconds());
    }
    if (!single.isEmpty()) {
      sources.add(new WindowSums(windows, hour, single, runs, asked.series));
    }
  }

  private void addTime(List<RawRange> times, long from, long to) {
    if (from < to) {
      times.add(time(from, to));
    }
  }

  /** Ten at most: while they are added up each takes some memory. */
  private void addMinutes(Partition hour, long from, long to) {
    MinuteSums.WindowsOf between =
        (first, end) ->
            new WindowSums(windows, hour, List.of(time(first, end)), runs, asked.series);
    int service = plan.range().service();
    for (long start = from; start < to; ) {
      long ten = Level.TEN_MINUTES.start(start);
      long end = Math.min(to, ten + Level.TEN_MINUTES.seconds());
      IntBuffer there = there(ten, Level.TEN_MINUTES.seconds());
      LongFunction<KeptSums.Key> keyOf =
          minute -> new KeptSums.Key(service, RawKey.WINDOWS, KeptSums.Time.minute(minute), there);
      sources.add(new MinuteSums(start, end, between, keyOf, asked));
      start = end;
    }
  }

  private RawRange time(long from, long to) {
    return plan.range().with(0, Integer.MAX_VALUE - 1, from, to);
  }

  /** The series that may have been there in some time; the others make no difference to it. */
  private IntBuffer there(long start, int seconds) {
    int[] there = new int[seen.size()];
    int size = 0;
    for (SeriesSeen one : seen) {
      if (one.seen.overlaps(start, start + seconds)) {
        there[size++] = one.series;
      }
    }
    return IntBuffer.wrap(Arrays.copyOf(there, size));
  }

  /** Visits what the series did, of one type. */
  public void blocks(int type, SumVisitor visitor) {
    sources.parallelStream().forEach(source -> source.prepare(type));
    sources.forEach(source -> source.blocks(type, visitor));
  }

  /** Visits when the series were watched. */
  public void watched(WatchedVisitor visitor) {
    sources.parallelStream().forEach(source -> source.prepare(RawKey.WINDOWS));
    sources.forEach(source -> source.watched(visitor));
  }
}
