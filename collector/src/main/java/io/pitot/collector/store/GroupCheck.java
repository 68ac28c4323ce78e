package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Checks that groups add up to their members. All groups come before the hours of series. */
final class GroupCheck {
  private final SealedHours sealed;
  private final Map<ServiceHour, GroupRecord> records = new HashMap<>();

  /** What groups have more than their members that were seen. */
  private final Map<GroupKey, long[]> left = new HashMap<>();

  GroupCheck(SealedHours sealed) {
    this.sealed = sealed;
  }

  /** Takes an entry; whether it is a block that counts. */
  boolean isBlock(GroupKey key, ByteBuffer value) {
    ServiceHour hour = new ServiceHour(key.service(), key.hourSeconds());
    if (key.type() == RawKey.WINDOWS && sealed.isSealed(hour)) {
      records.put(hour, GroupRecord.read(value));
    } else if (key.part() == HourKey.TOTALS) {
      HourTotals.read(value);
    }
    GroupRecord record = records.get(hour);
    GroupRecord.Type type = record == null ? null : record.types().get(key.type());
    // What does not count is left from an earlier sum of this hour.
    return type != null
        && key.group() >= 1
        && key.group() <= type.parts().length
        && key.part() < type.parts()[key.group() - 1];
  }

  /** Takes a block that counts. */
  void block(GroupKey key, RawBlock.Reader block) {
    add(key, block.totalCount(), block.totalSum());
  }

  /** Takes what a series did in an hour. */
  void member(RawKey key, HourTotals totals) {
    GroupRecord record = records.get(new ServiceHour(key.service(), key.windowSeconds()));
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
                Partition.at(Table.GROUPS, key.hourSeconds()),
                "%s: the group has %d events, %d in sum more than its series"
                    .formatted(key, more[0], more[1]));
          }
        });
  }

  private void add(GroupKey key, long count, long sum) {
    GroupKey group = new GroupKey(key.service(), key.type(), key.hourSeconds(), key.group(), 0);
    long[] more = left.computeIfAbsent(group, k -> new long[2]);
    more[0] += count;
    more[1] += sum;
  }
}
