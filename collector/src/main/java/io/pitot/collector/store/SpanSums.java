package io.pitot.collector.store;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a level's spans: of groups that are asked for whole theirs, of other series their
 * own.
 */
final class SpanSums implements SumSource {
  private final Level level;
  private final SpanScan scan;
  private final SpanPlan plan;
  private final List<RawRange> runs;
  private final BitSet asked;
  private @Nullable GroupPlan known;

  SpanSums(Level level, SpanScan scan, SpanPlan plan, List<RawRange> runs, BitSet asked) {
    this.level = level;
    this.scan = scan;
    this.plan = plan;
    this.runs = runs;
    this.asked = asked;
  }

  @Override
  public void blocks(int type, SumScan.SumVisitor visitor) {
    GroupPlan groups = groups();
    groups.blocks(scan.blocks(), type, visitor);
    for (RawRange run : groups.byThemselves(runs)) {
      scan.sums(
          level,
          run.of(type),
          plan,
          (key, value) -> {
            if (key.part() != SpanKey.TOTALS && asked.get(key.series()) && !groups.answers(key)) {
              Partition dictionaries = Partition.at(level.dictionaries(), key.windowSeconds());
              visitor.sums(
                  new int[] {key.series()}, RawBlock.reader(key.service(), dictionaries, value));
            }
            return true;
          });
    }
  }

  @Override
  public void watched(SumScan.WatchedVisitor visitor) {
    GroupPlan groups = groups();
    groups.watched(visitor);
    for (RawRange run : groups.byThemselves(runs)) {
      scan.sums(
          level,
          run.of(RawKey.WINDOWS),
          plan,
          (key, value) -> {
            if (asked.get(key.series()) && !groups.answers(key)) {
              SpanRecord.read(value).tell(key, visitor);
            }
            return true;
          });
    }
  }

  private GroupPlan groups() {
    GroupPlan groups = known;
    if (groups == null) {
      groups = GroupPlan.of(level, scan.blocks(), plan, asked);
      known = groups;
    }
    return groups;
  }
}
