package io.pitot.collector.store;

import java.util.HashMap;
import java.util.Map;

/** The spans of one level in some time, added up once and kept for the next question. */
final class SpansTogether implements SumSource {
  private final SumSource spans;
  private final SumScan.Asked asked;
  private final KeptSums.Key key;
  private final Map<Integer, SumPart> sums = new HashMap<>();

  /**
   * @param spans all of these
   * @param key names them, of type {@link RawKey#WINDOWS}
   */
  SpansTogether(SumSource spans, SumScan.Asked asked, KeptSums.Key key) {
    this.spans = spans;
    this.asked = asked;
    this.key = key;
  }

  @Override
  public void prepare(int type) {
    KeptSums.Key ofType = key.of(type);
    SumPart kept = asked.kept().get(ofType);
    if (kept != null) {
      sums.put(type, kept);
      return;
    }
    try {
      SumPart sum = type == RawKey.WINDOWS ? watched() : ofType(type);
      asked.kept().put(ofType, sum, asked.mark());
      sums.put(type, sum);
    } catch (ArithmeticException e) {
      // Beyond 2^63 together: whoever asked is to find out for himself.
      sums.remove(type);
    }
  }

  private SumPart ofType(int type) {
    SumPart.OfType sum = new SumPart.OfType();
    spans.blocks(
        type,
        (series, block) -> {
          asked.eachBlock().run();
          sum.sums(series, block);
        });
    return sum.sum(key.service());
  }

  private SumPart watched() {
    SumPart.OfWatched sum = new SumPart.OfWatched(asked.series());
    spans.watched(sum);
    return sum.sum(key.service());
  }

  @Override
  public void blocks(int type, SumScan.SumVisitor visitor) {
    SumPart sum = sums.get(type);
    if (sum == null) {
      spans.blocks(type, visitor);
    } else {
      sum.blocks(visitor);
    }
  }

  @Override
  public void watched(SumScan.WatchedVisitor visitor) {
    SumPart sum = sums.get(RawKey.WINDOWS);
    if (sum == null) {
      spans.watched(visitor);
    } else {
      sum.watched(visitor);
    }
  }
}
