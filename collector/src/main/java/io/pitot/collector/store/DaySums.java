package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;

/** Hours of one day, added up once and kept for the next question. */
final class DaySums implements SumSource {
  private final SumSource hours;
  private final SumScan.Asked asked;
  private final KeptSums.Key day;
  private final Map<Integer, SumPart> sums = new HashMap<>();

  /**
   * @param hours all of these
   * @param day names them, of type {@link RawKey#WINDOWS}
   */
  DaySums(SumSource hours, SumScan.Asked asked, KeptSums.Key day) {
    this.hours = hours;
    this.asked = asked;
    this.day = day;
  }

  @Override
  public void prepare(int type) {
    KeptSums.Key key = day.of(type);
    SumPart kept = asked.kept().get(key);
    if (kept != null) {
      sums.put(type, kept);
      return;
    }
    try {
      SumPart sum = type == RawKey.WINDOWS ? watched() : ofType(type);
      asked.kept().put(key, sum, asked.mark());
      sums.put(type, sum);
    } catch (ArithmeticException e) {
      // Beyond 2^63 together: whoever asked is to find out for himself.
      sums.remove(type);
    }
  }

  private SumPart ofType(int type) {
    SumPart.OfType sum = new SumPart.OfType();
    hours.blocks(
        type,
        (series, block) -> {
          asked.eachBlock().run();
          sum.sums(series, block);
        });
    return sum.sum(day.service());
  }

  private SumPart watched() {
    SumPart.OfWatched sum = new SumPart.OfWatched(asked.series());
    hours.watched(sum);
    return sum.sum(day.service());
  }

  @Override
  public void blocks(int type, SumScan.SumVisitor visitor) {
    SumPart sum = sums.get(type);
    if (sum == null) {
      hours.blocks(type, visitor);
    } else {
      sum.blocks(visitor);
    }
  }

  @Override
  public void watched(SumScan.WatchedVisitor visitor) {
    SumPart sum = sums.get(RawKey.WINDOWS);
    if (sum == null) {
      hours.watched(visitor);
    } else {
      sum.watched(visitor);
    }
  }
}
