package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.Map;

/** Checks what is packed: by itself, and with the sums of its ten minutes. */
final class PackedCheck {
  private final BlockStore blocks;
  private final SealedSpans sealed;
  private final NameCheck names;
  private final DictionaryCheck dictionaries;
  private final Map<Level, TotalsLeft> sums;
  private final Problems problems;

  /** What the sums have more, where the windows are there as they came, too. */
  private final TotalsLeft besideWindows;

  /**
   * @param sums totals of sealed spans, from which those of what is packed alone are taken
   */
  PackedCheck(
      BlockStore blocks,
      SealedSpans sealed,
      NameCheck names,
      DictionaryCheck dictionaries,
      Map<Level, TotalsLeft> sums,
      Problems problems) {
    this.blocks = blocks;
    this.sealed = sealed;
    this.names = names;
    this.dictionaries = dictionaries;
    this.sums = sums;
    this.problems = problems;
    this.besideWindows =
        sums.getOrDefault(Level.TEN_MINUTES, new TotalsLeft()).only(this::isBesideWindows);
  }

  void entry(Partition partition, ByteBuffer bytes, ByteBuffer value) {
    RawKey key = RawKey.read(bytes);
    if (key.service() == 0) {
      return; // A seal.
    }
    names.entry(partition, key);
    if (!Partition.at(Table.PACKED, key.windowSeconds()).equals(partition)
        || key.windowSeconds() % Level.TEN_MINUTES.seconds() != 0) {
      problems.add(partition, key + " does not belong here");
    }
    if (key.type() == RawKey.WINDOWS) {
      PackedRecord.read(value);
      return;
    }
    Partition dictionary = Partition.at(Table.DICTIONARY, key.windowSeconds());
    PackedBlock block = PackedBlock.read(key.service(), dictionary, value);
    dictionaries.reference(partition, key, block.dictionary(), block.version());
    long count = 0;
    long sum = 0;
    for (int window = 0; window < PackedBlock.WINDOWS; window++) {
      count += block.count(window);
      sum += block.sum(window);
    }
    subtract(key, count, sum);
    PackedRowsCheck.run(block, text -> problems.add(partition, key + ": " + text));
  }

  /** Tells what the sums have more than what is packed, when all of it was taken. */
  void end() {
    besideWindows.tell(Table.PACKED, "the sums differ from the packed windows", problems);
  }

  private boolean isBesideWindows(RawKey key) {
    ServiceSpan ten = ServiceSpan.of(Level.TEN_MINUTES, key.service(), key.windowSeconds());
    return sealed.isPacked(ten)
        && sealed.hasWindows(blocks.partitions(Table.RAW), key.service(), ten.windows());
  }

  private void subtract(RawKey key, long count, long sum) {
    if (besideWindows.subtract(TotalsLeft.totalOf(Level.TEN_MINUTES, key), count, sum)) {
      return;
    }
    ServiceSpan ten = ServiceSpan.of(Level.TEN_MINUTES, key.service(), key.windowSeconds());
    if (sealed.isPacked(ten) && !isBesideWindows(key)) {
      sums.forEach((level, left) -> left.subtract(TotalsLeft.totalOf(level, key), count, sum));
    }
  }
}
