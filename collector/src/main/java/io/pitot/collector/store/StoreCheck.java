package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads everything that is stored and tells what does not fit together: bytes that cannot be read,
 * stacks beyond their dictionary, series and types without a name, totals that the rows do not add
 * up to, sums that their windows do not add up to, groups that are not the sum of their series. A
 * damaged partition does not keep the others from being checked.
 */
public final class StoreCheck {
  private static final byte[] FIRST_KEY = {};
  private static final byte[] END_KEY = {-1, -1, -1, -1, -1, -1, -1, -1};

  private final BlockStore blocks;
  private final Consumer<Partition> progress;
  private final Problems problems = new Problems();
  private final DictionaryCheck dictionaries = new DictionaryCheck(problems);

  /** Totals of sealed spans while their windows are there, which are taken off. */
  private final Map<Level, TotalsLeft> sums = new EnumMap<>(Level.class);

  private long entries;

  /**
   * What was found.
   *
   * @param problems one line each, the first {@value Problems#MOST} of all
   */
  public record Result(int partitions, long entries, List<String> problems, long problemCount) {}

  /** What a partition's entry is checked with. */
  @FunctionalInterface
  private interface EntryCheck {
    void check(Partition partition, ByteBuffer key, ByteBuffer value);
  }

  /**
   * Checks a store that nobody writes to.
   *
   * @param progress is told each partition before it is read
   */
  public StoreCheck(BlockStore blocks, Consumer<Partition> progress) {
    this.blocks = blocks;
    this.progress = progress;
  }

  /** Reads all. */
  public Result run() {
    NameCheck names;
    progress.accept(Partition.META);
    try {
      names = new NameCheck(new Catalog(blocks), problems);
    } catch (CorruptStoreException e) {
      return readOnly("the names cannot be read: " + e.getMessage());
    }
    SealedSpans sealed;
    try {
      sealed = new SealedSpans(blocks);
    } catch (CorruptStoreException e) {
      return readOnly("what is summed up already cannot be read: " + e.getMessage());
    }
    // Dictionaries before what refers to them, sums before the windows that they are compared with.
    all(Table.DICTIONARY, dictionaries::chunk);
    all(Table.HOUR_DICTIONARY, dictionaries::chunk);
    for (Level level : Level.values()) {
      sumsOf(level, names, sealed);
    }
    PackedCheck packed = new PackedCheck(blocks, sealed, names, dictionaries, sums, problems);
    all(Table.PACKED, packed::entry);
    packed.end();
    all(Table.RAW, (partition, key, value) -> window(names, partition, key, value));
    sums.forEach(
        (level, left) -> left.tell(level.table(), "the sums differ from the windows", problems));
    for (Table table : List.of(Table.INTERVALS, Table.HOUR_INTERVALS)) {
      all(table, (partition, key, value) -> intervals(names, partition, key, value));
    }
    return result();
  }

  private void sumsOf(Level level, NameCheck names, SealedSpans sealed) {
    GroupCheck groups = new GroupCheck(level, sealed);
    all(level.groups(), (partition, key, value) -> group(level, groups, partition, key, value));
    TotalsLeft totals = sums.computeIfAbsent(level, l -> new TotalsLeft());
    SpanCheck check = new SpanCheck(level, blocks, sealed, names, dictionaries, groups, totals);
    all(level.table(), check::entry);
    groups.end(problems::add);
  }

  private Result result() {
    int partitions = 0;
    for (Table table : Table.values()) {
      partitions += blocks.partitions(table).size();
    }
    return new Result(partitions, entries, problems.lines(), problems.count());
  }

  /** Finds what cannot be read at all, where entries cannot be compared with each other. */
  private Result readOnly(String reason) {
    problems.add(Partition.META, reason + "; so entries were read and not compared");
    for (Table table : Table.values()) {
      all(table, (partition, key, value) -> {});
    }
    return result();
  }

  private void all(Table table, EntryCheck check) {
    blocks.partitions(table).forEach(partition -> all(partition, check));
  }

  private void all(Partition partition, EntryCheck check) {
    progress.accept(partition);
    try {
      blocks.scan(
          partition,
          FIRST_KEY,
          END_KEY,
          (key, value) -> {
            entries++;
            try {
              check.check(partition, key, value);
            } catch (CorruptStoreException e) {
              problems.add(partition, String.valueOf(e.getMessage()));
            }
            return true;
          });
    } catch (CorruptStoreException | StoreUnavailableException e) {
      problems.add(partition, "cannot be read on: " + e.getMessage());
    }
  }

  private void group(
      Level level, GroupCheck groups, Partition partition, ByteBuffer key, ByteBuffer value) {
    GroupKey group = GroupKey.read(key);
    if (groups.isBlock(group, value)) {
      Partition dictionary = Partition.at(level.dictionaries(), group.spanSeconds());
      RawBlock.Reader block = RawBlock.reader(group.service(), dictionary, value);
      groups.block(group, block);
      dictionaries.block(partition, group, block);
    }
  }

  private void window(NameCheck names, Partition partition, ByteBuffer key, ByteBuffer value) {
    RawKey window = RawKey.read(key);
    if (window.service() == 0) {
      return; // Windows of a service that are gone.
    }
    names.entry(partition, window);
    if (!Partition.at(Table.RAW, window.windowSeconds()).equals(partition)) {
      problems.add(partition, window + " does not belong into this hour");
    }
    if (window.type() == RawKey.WINDOWS) {
      WindowRecord.read(value);
      return;
    }
    Partition dictionary = Partition.at(Table.DICTIONARY, window.windowSeconds());
    RawBlock.Reader block = RawBlock.reader(window.service(), dictionary, value);
    dictionaries.block(partition, window, block);
    sums.forEach(
        (level, left) ->
            left.subtract(TotalsLeft.totalOf(level, window), block.totalCount(), block.totalSum()));
  }

  private void intervals(NameCheck names, Partition partition, ByteBuffer key, ByteBuffer value) {
    if (key.getInt(key.position()) == 0) {
      return; // Intervals of a service that are gone.
    }
    IntervalKey interval = IntervalKey.read(key);
    Partition dictionary =
        Partition.at(IntervalScan.dictionaries(partition.table()), interval.windowSeconds());
    IntervalTable.Stored stored = IntervalTable.read(interval, dictionary, value);
    dictionaries.reference(partition, interval, stored.dictionary(), stored.version());
    names.intervals(partition, interval);
  }
}
