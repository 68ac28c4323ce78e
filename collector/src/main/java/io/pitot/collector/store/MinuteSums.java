package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Windows of whole minutes, added up once and kept for the next question: the edge of a range that
 * ends now moves on, and the minutes before stay what they are.
 */
final class MinuteSums implements SumSource {
  static final int SECONDS = 60;

  private final long fromSeconds;
  private final long toSeconds;
  private final WindowsOf windows;
  private final LongFunction<KeptSums.Key> keyOf;
  private final SumScan.Asked asked;
  private final Map<Integer, List<SumPart>> prepared = new HashMap<>();

  /** Finds the windows of a time. */
  @FunctionalInterface
  interface WindowsOf {
    WindowSums between(long fromSeconds, long toSeconds);
  }

  /** Reads windows into the minutes that are missing, which are found by their starts. */
  private interface Reading<A> {
    void read(WindowSums windows, Map<Long, A> missing);
  }

  /**
   * @param fromSeconds the start of a minute
   * @param toSeconds the end of one, in the same hour
   * @param keyOf names a minute by its start, of type {@link RawKey#WINDOWS}
   */
  MinuteSums(
      long fromSeconds,
      long toSeconds,
      WindowsOf windows,
      LongFunction<KeptSums.Key> keyOf,
      SumScan.Asked asked) {
    this.fromSeconds = fromSeconds;
    this.toSeconds = toSeconds;
    this.windows = windows;
    this.keyOf = keyOf;
    this.asked = asked;
  }

  /** Of many instances a minute takes long, so the edges of a range are read side by side. */
  @Override
  public void prepare(int type) {
    if (type == RawKey.WINDOWS) {
      return;
    }
    try {
      prepared.put(type, ofType(type));
    } catch (ArithmeticException e) {
      // Beyond 2^63 together: whoever asked is to find out by itself.
      prepared.remove(type);
    }
  }

  @Override
  public void blocks(int type, SumScan.SumVisitor visitor) {
    List<SumPart> sums = prepared.get(type);
    if (sums == null) {
      windows.between(fromSeconds, toSeconds).blocks(type, visitor);
    } else {
      sums.forEach(sum -> sum.blocks(visitor));
    }
  }

  private List<SumPart> ofType(int type) {
    return sums(type, SumPart.OfType::new, (there, missing) -> read(there, type, missing));
  }

  private void read(WindowSums there, int type, Map<Long, SumPart.OfType> missing) {
    there.eachBlock(
        type,
        (key, block) -> {
          asked.eachBlock().run();
          SumPart.OfType sum = missing.get(minuteOf(key.windowSeconds()));
          if (sum != null) {
            sum.sums(new int[] {key.series()}, block);
          }
        });
  }

  @Override
  public void watched(SumScan.WatchedVisitor visitor) {
    sums(
            RawKey.WINDOWS,
            () -> new SumPart.OfWatched(asked.series()),
            (there, missing) ->
                there.watched(
                    (series, count, first, last, losses) -> {
                      SumPart.OfWatched sum = missing.get(minuteOf(first));
                      if (sum != null) {
                        sum.watched(series, count, first, last, losses);
                      }
                    }))
        .forEach(sum -> sum.watched(visitor));
  }

  private <A extends SumPart.Adding> List<SumPart> sums(
      int type, Supplier<A> begin, Reading<A> reading) {
    List<SumPart> sums = new ArrayList<>();
    TreeMap<Long, A> missing = new TreeMap<>();
    for (long minute = fromSeconds; minute < toSeconds; minute += SECONDS) {
      SumPart kept = asked.kept().get(keyOf.apply(minute).of(type));
      if (kept == null) {
        missing.put(minute, begin.get());
      } else {
        sums.add(kept);
      }
    }
    if (!missing.isEmpty()) {
      reading.read(windows.between(missing.firstKey(), missing.lastKey() + SECONDS), missing);
      missing.forEach(
          (minute, added) -> {
            KeptSums.Key key = keyOf.apply(minute).of(type);
            SumPart sum = added.sum(key.service());
            asked.kept().put(key, sum, asked.mark());
            sums.add(sum);
          });
    }
    return sums;
  }

  private static long minuteOf(long windowSeconds) {
    return Math.floorDiv(windowSeconds, SECONDS) * SECONDS;
  }
}
