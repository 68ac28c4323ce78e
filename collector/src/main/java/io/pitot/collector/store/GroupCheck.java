package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Checks that groups add up to their members. All groups come before the sums of series. */
final class GroupCheck {
  private final Level level;
  private final SealedSpans sealed;
  private final Map<ServiceSpan, GroupRecord> records = new HashMap<>();

  /** What groups have more than their members that were seen. */
  private final Map<GroupKey, long[]> left = new HashMap<>();

  GroupCheck(Level level, SealedSpans sealed) {
    this.level = level;
    this.sealed = sealed;
  }

  /** Takes an entry; whether it is a block that counts. */
  boolean isBlock(GroupKey key, ByteBuffer value) {
    ServiceSpan span = new ServiceSpan(level, key.service(), key.spanSeconds());
    if (key.type() == RawKey.WINDOWS && sealed.isSealed(span)) {
      records.put(span, GroupRecord.read(value));
    } else if (key.part() == SpanKey.TOTALS) {
      SpanTotals.read(value);
    }
    GroupRecord record = records.get(span);
    GroupRecord.Type type = record == null ? null : record.types().get(key.type());
    // What does not count is left from an earlier sum of this span.
    return type != null
        && key.group() >= 1
        && key.group() <= type.parts().length
        && key.part() < type.parts()[key.group() - 1];
  }

  /** Takes a block that counts. */
  void block(GroupKey key, RawBlock.Reader block) {
    add(key, block.totalCount(), block.totalSum());
  }

  /** Takes what a series did in a span. */
  void member(RawKey key, SpanTotals totals) {
    GroupRecord record = records.get(new ServiceSpan(level, key.service(), key.windowSeconds()));
    int place = record == null ? -1 : Arrays.binarySearch(record.series(), key.series());
    if (record != null && place >= 0 && record.group()[place] > 0) {
      int group = record.group()[place];
      GroupKey of = new GroupKey(key.service(), key.type(), key.windowSeconds(), group, 0);
      add(of, -Arrays.stream(totals.count()).sum(), -Arrays.stream(totals.sum()).sum());
    }
  }

  /** Tells what does not add up. */
  void end(BiConsumer<Partition, String> problem) {
    left.forEach(
        (key, more) -> {
          if (more[0] != 0 || more[1] != 0) {
            problem.accept(
                Partition.at(level.groups(), key.spanSeconds()),
                "%s: the group has %s events, %s in sum more than its series"
                    .formatted(key, more[0], more[1]));
          }
        });
  }

  private void add(GroupKey key, long count, long sum) {
    GroupKey group = new GroupKey(key.service(), key.type(), key.spanSeconds(), key.group(), 0);
    long[] more = left.computeIfAbsent(group, k -> new long[2]);
    more[0] += count;
    more[1] += sum;
  }
}
