package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which spans of a range are answered from their sums, and at which level; the rest is answered
 * from windows. Sums answer for a span that is sealed and lies within the range, the longest first.
 * Where nothing but packed windows is left the range begins and ends with whole minutes. Where
 * these are gone, too, the shortest spans that are left answer for every hour of which any part is
 * asked for, and those at the edges are answered whole.
 *
 * @param hours starts of hours
 * @param tens starts of ten minutes, none within one of the hours
 */
record SpanPlan(RawRange range, NavigableSet<Long> hours, NavigableSet<Long> tens) {
  /** Events need not be told apart by time. */
  static final long ANY_STEP = 0;

  /** Only what cannot be answered from windows is answered from sums. */
  static final long WINDOWS_WHERE_THEY_ARE = -1;

  private static final int MINUTE_SECONDS = 60;
  private static final int TENS_OF_HOUR = Level.HOUR.seconds() / Level.TEN_MINUTES.seconds();

  /**
   * Plans for what is stored now.
   *
   * @param windows the partitions of {@link Table#RAW}
   * @param stepSeconds how finely the caller has to tell events apart by time; sums of a level
   *     answer when they do, {@link #ANY_STEP} when they need not be told apart
   */
  static SpanPlan of(SealedSpans sealed, Set<Partition> windows, RawRange asked, long stepSeconds) {
    RawRange range = wholeMinutes(sealed, windows, asked);
    SpanPlan plan = new SpanPlan(range, new TreeSet<>(), new TreeSet<>());
    int service = range.service();
    // The whole of the hours at the edges, to see whether they have all their tens.
    long from = Level.HOUR.start(range.fromSeconds());
    long to = Level.HOUR.start(range.toSeconds() + Level.HOUR.seconds() - 1);
    NavigableSet<Long> hours = sealed.within(Level.HOUR, service, from, to);
    NavigableSet<Long> tens = sealed.within(Level.TEN_MINUTES, service, from, to);
    for (long hour : union(hours, tens)) {
      NavigableSet<Long> ofHour = tens.subSet(hour, true, hour + Level.HOUR.seconds(), false);
      if (sealed.hasWindowsOrPacked(windows, service, new Partition(Table.RAW, hour))) {
        plan.beside(hour, hours.contains(hour), ofHour, stepSeconds);
      } else {
        plan.instead(hour, hours.contains(hour), ofHour, stepSeconds);
      }
    }
    return plan;
  }

  /** The range with the whole of the minutes at its edges of which only packed windows are left. */
  private static RawRange wholeMinutes(SealedSpans sealed, Set<Partition> windows, RawRange asked) {
    long from = asked.fromSeconds();
    if (isOnlyPacked(sealed, windows, asked.service(), from)) {
      from = Math.floorDiv(from, MINUTE_SECONDS) * MINUTE_SECONDS;
    }
    long to = asked.toSeconds();
    if (isOnlyPacked(sealed, windows, asked.service(), to - 1)) {
      to = -Math.floorDiv(-to, MINUTE_SECONDS) * MINUTE_SECONDS;
    }
    return asked.with(asked.firstSeries(), asked.lastSeries(), from, to);
  }

  private static boolean isOnlyPacked(
      SealedSpans sealed, Set<Partition> windows, int service, long epochSeconds) {
    Partition hour = Partition.at(Table.RAW, epochSeconds);
    return sealed.isPacked(service, hour) && !sealed.hasWindows(windows, service, hour);
  }

  private static Set<Long> union(NavigableSet<Long> hours, NavigableSet<Long> tens) {
    Set<Long> all = new TreeSet<>(hours);
    tens.forEach(ten -> all.add(Level.HOUR.start(ten)));
    return all;
  }

  /** Plans for an hour whose windows are there, as they came or packed. */
  private void beside(long hour, boolean isSealed, NavigableSet<Long> ofHour, long stepSeconds) {
    if (isSealed && isWhole(Level.HOUR, hour) && isFineEnough(Level.HOUR, stepSeconds)) {
      hours.add(hour);
    } else if (isFineEnough(Level.TEN_MINUTES, stepSeconds)) {
      ofHour.stream().filter(ten -> isWhole(Level.TEN_MINUTES, ten)).forEach(tens::add);
    }
  }

  /** Plans for an hour whose windows are gone. */
  private void instead(long hour, boolean isSealed, NavigableSet<Long> ofHour, long stepSeconds) {
    boolean isCoarse =
        isSealed && isWhole(Level.HOUR, hour) && isFineEnough(Level.HOUR, stepSeconds);
    // An hour is sealed after all of its tens, so these are all or, of an older format, none.
    if (isSealed && (isCoarse || ofHour.size() < TENS_OF_HOUR)) {
      hours.add(hour);
    } else {
      ofHour.stream().filter(this::overlaps).forEach(tens::add);
    }
  }

  private boolean isWhole(Level level, long start) {
    return start >= range.fromSeconds() && start + level.seconds() <= range.toSeconds();
  }

  private boolean overlaps(long ten) {
    return ten + Level.TEN_MINUTES.seconds() > range.fromSeconds() && ten < range.toSeconds();
  }

  private static boolean isFineEnough(Level level, long stepSeconds) {
    return stepSeconds == ANY_STEP || (stepSeconds > 0 && stepSeconds % level.stepSeconds() == 0);
  }

  /** The range with all of the spans that are answered from sums. */
  RawRange widen() {
    long from = range.fromSeconds();
    long to = range.toSeconds();
    for (Level level : Level.values()) {
      NavigableSet<Long> spans = spans(level);
      if (!spans.isEmpty()) {
        from = Math.min(from, spans.first());
        to = Math.max(to, spans.last() + level.seconds());
      }
    }
    return range.with(range.firstSeries(), range.lastSeries(), from, to);
  }

  /** How finely all can be told apart by time. */
  int stepSeconds() {
    return hours.isEmpty() ? WindowRecord.LENGTH_SECONDS : Level.HOUR.stepSeconds();
  }

  /** Starts of the spans that this level answers for. */
  NavigableSet<Long> spans(Level level) {
    return level == Level.HOUR ? hours : tens;
  }

  /** The same range with nothing but some spans of a level. */
  SpanPlan with(Level level, NavigableSet<Long> starts) {
    return level == Level.HOUR
        ? new SpanPlan(range, starts, new TreeSet<>())
        : new SpanPlan(range, new TreeSet<>(), starts);
  }

  /** Those of one of the level's partitions. */
  NavigableSet<Long> within(Level level, Partition partition) {
    return spans(level).subSet(partition.startSeconds(), true, partition.endSeconds(), false);
  }

  /** The parts of a level's partition whose sums are needed of what is asked for. */
  List<RawRange> sums(Level level, Partition partition, RawRange asked) {
    List<RawRange> parts = new ArrayList<>();
    long from = 0;
    long to = 0;
    for (long start : within(level, partition)) {
      if (start != to) {
        add(parts, asked, from, to);
        from = start;
      }
      to = start + level.seconds();
    }
    add(parts, asked, from, to);
    return parts;
  }

  private static void add(List<RawRange> parts, RawRange asked, long from, long to) {
    if (from < to) {
      parts.add(asked.with(asked.firstSeries(), asked.lastSeries(), from, to));
    }
  }

  /**
   * The parts of a partition of {@link Table#RAW} whose windows are needed of what is asked for.
   */
  List<RawRange> windows(Partition hour, RawRange asked) {
    List<RawRange> parts = new ArrayList<>();
    long to = Math.min(range.toSeconds(), hour.endSeconds());
    long at = Math.max(range.fromSeconds(), hour.startSeconds());
    while (at < to && !hours.contains(hour.startSeconds())) {
      if (tens.contains(Level.TEN_MINUTES.start(at))) {
        at = Level.TEN_MINUTES.start(at) + Level.TEN_MINUTES.seconds();
      } else {
        NavigableSet<Long> next = tens.tailSet(at, true);
        long end = next.isEmpty() ? to : Math.min(to, next.first());
        add(parts, asked, at, end);
        at = end;
      }
    }
    return parts;
  }
}
