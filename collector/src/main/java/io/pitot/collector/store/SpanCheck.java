package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Checks the sums of one level, and takes down the totals of those that their windows are still
 * there to be compared with.
 */
final class SpanCheck {
  private final Level level;
  private final BlockStore blocks;
  private final SealedSpans sealed;
  private final NameCheck names;
  private final DictionaryCheck dictionaries;
  private final GroupCheck groups;
  private final TotalsLeft totalsLeft;

  SpanCheck(
      Level level,
      BlockStore blocks,
      SealedSpans sealed,
      NameCheck names,
      DictionaryCheck dictionaries,
      GroupCheck groups,
      TotalsLeft totalsLeft) {
    this.level = level;
    this.blocks = blocks;
    this.sealed = sealed;
    this.names = names;
    this.dictionaries = dictionaries;
    this.groups = groups;
    this.totalsLeft = totalsLeft;
  }

  void entry(Partition partition, ByteBuffer bytes, ByteBuffer value) {
    RawKey key = RawKey.read(bytes);
    if (key.service() == 0) {
      return; // A seal.
    }
    names.entry(partition, key);
    if (key.type() == RawKey.WINDOWS) {
      SpanRecord.read(value);
    } else if (key.part() == SpanKey.TOTALS) {
      SpanTotals totals = SpanTotals.read(value);
      groups.member(key, totals);
      if (isCompared(ServiceSpan.of(level, key.service(), key.windowSeconds()))) {
        totalsLeft.add(
            TotalsLeft.totalOf(level, key),
            Arrays.stream(totals.count()).sum(),
            Arrays.stream(totals.sum()).sum());
      }
    } else {
      Partition dictionary = Partition.at(level.dictionaries(), key.windowSeconds());
      dictionaries.block(partition, key, RawBlock.reader(key.service(), dictionary, value));
    }
  }

  private boolean isCompared(ServiceSpan span) {
    return sealed.isSealed(span)
        && sealed.hasWindowsOrPacked(blocks.partitions(Table.RAW), span.service(), span.windows());
  }
}
