package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
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
  private static final int MOST_PROBLEMS = 100;
  private static final byte[] FIRST_KEY = {};
  private static final byte[] END_KEY = {-1, -1, -1, -1, -1, -1, -1, -1};

  private final BlockStore blocks;
  private final Consumer<Partition> progress;
  private final List<String> problems = new ArrayList<>();
  private final Map<DictionaryScope, Integer> nodesOf = new HashMap<>();

  /** Totals of sealed spans by what they are totals of, while their windows are there. */
  private final Map<Level, Map<RawKey, long[]>> sums = new EnumMap<>(Level.class);

  private long problemCount;
  private long entries;

  /**
   * What was found.
   *
   * @param problems one line each, the first {@value #MOST_PROBLEMS} of all
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
    Catalog catalog;
    progress.accept(Partition.META);
    try {
      catalog = new Catalog(blocks);
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
    all(Table.DICTIONARY, this::dictionary);
    all(Table.HOUR_DICTIONARY, this::dictionary);
    for (Level level : Level.values()) {
      GroupCheck groups = new GroupCheck(level, sealed);
      all(level.groups(), (partition, key, value) -> group(level, groups, partition, key, value));
      SpanCheck check = new SpanCheck(level, catalog, sealed, groups);
      all(level.table(), check::entry);
      groups.end(this::problem);
    }
    PackedCheck packed = new PackedCheck(catalog, sealed);
    all(Table.PACKED, packed::entry);
    packed.end();
    for (Partition hour : blocks.partitions(Table.RAW)) {
      all(hour, (partition, key, value) -> window(catalog, partition, key, value));
    }
    sums.forEach(
        (level, left) ->
            tell(level.table(), left, "the sums differ from the windows by %d events, %d in sum"));
    for (Table table : List.of(Table.INTERVALS, Table.HOUR_INTERVALS)) {
      all(table, (partition, key, value) -> intervals(catalog, partition, key, value));
    }
    return result();
  }

  private Result result() {
    int partitions = 0;
    for (Table table : Table.values()) {
      partitions += blocks.partitions(table).size();
    }
    return new Result(partitions, entries, List.copyOf(problems), problemCount);
  }

  /** Finds what cannot be read at all, where entries cannot be compared with each other. */
  private Result readOnly(String reason) {
    problem(Partition.META, reason + "; so entries were read and not compared");
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
              problem(partition, String.valueOf(e.getMessage()));
            }
            return true;
          });
    } catch (CorruptStoreException | StoreUnavailableException e) {
      problem(partition, "cannot be read on: " + e.getMessage());
    }
  }

  private void dictionary(Partition partition, ByteBuffer key, ByteBuffer value) {
    BlockReader in = new BlockReader("the key of a dictionary's chunk", key);
    DictionaryScope scope =
        new DictionaryScope(in.int32(), partition, new DictionaryId(in.int32(), in.int32()));
    int firstNode = in.int32();
    in.end();
    DictionaryChunk chunk = DictionaryChunk.read(firstNode, value);
    int known = nodesOf.getOrDefault(scope, 1);
    if (firstNode != known) {
      problem(
          partition,
          "%s goes on at node %d where node %d was expected".formatted(scope, firstNode, known));
    } else {
      nodesOf.put(scope, known + chunk.parent().length);
    }
  }

  private void group(
      Level level, GroupCheck groups, Partition partition, ByteBuffer key, ByteBuffer value) {
    GroupKey group = GroupKey.read(key);
    if (groups.isBlock(group, value)) {
      Partition dictionary = Partition.at(level.dictionaries(), group.spanSeconds());
      RawBlock.Reader block = RawBlock.reader(group.service(), dictionary, value);
      groups.block(group, block);
      rows(partition, group, block);
    }
  }

  /** Checks the sums of one level. */
  private final class SpanCheck {
    private final Level level;
    private final Catalog catalog;
    private final SealedSpans sealed;
    private final GroupCheck groups;

    private SpanCheck(Level level, Catalog catalog, SealedSpans sealed, GroupCheck groups) {
      this.level = level;
      this.catalog = catalog;
      this.sealed = sealed;
      this.groups = groups;
    }

    private void entry(Partition partition, ByteBuffer bytes, ByteBuffer value) {
      RawKey key = RawKey.read(bytes);
      if (key.service() == 0) {
        return; // A seal.
      }
      named(catalog, partition, key);
      if (key.type() == RawKey.WINDOWS) {
        SpanRecord.read(value);
      } else if (key.part() == SpanKey.TOTALS) {
        SpanTotals totals = SpanTotals.read(value);
        groups.member(key, totals);
        if (isCompared(ServiceSpan.of(level, key.service(), key.windowSeconds()))) {
          Map<RawKey, long[]> ofLevel = sums.computeIfAbsent(level, l -> new HashMap<>());
          count(
              ofLevel.computeIfAbsent(totalOf(level, key), k -> new long[2]),
              Arrays.stream(totals.count()).sum(),
              Arrays.stream(totals.sum()).sum());
        }
      } else {
        Partition dictionary = Partition.at(level.dictionaries(), key.windowSeconds());
        rows(partition, key, RawBlock.reader(key.service(), dictionary, value));
      }
    }

    private boolean isCompared(ServiceSpan span) {
      return sealed.isSealed(span)
          && sealed.hasWindowsOrPacked(
              blocks.partitions(Table.RAW), span.service(), span.windows());
    }
  }

  /** Checks what is packed: by itself, and with the sums of its ten minutes. */
  private final class PackedCheck {
    private final Catalog catalog;
    private final SealedSpans sealed;

    /** What the sums have more, where the windows are there as they came, too. */
    private final Map<RawKey, long[]> left = new HashMap<>();

    private PackedCheck(Catalog catalog, SealedSpans sealed) {
      this.catalog = catalog;
      this.sealed = sealed;
      sums.getOrDefault(Level.TEN_MINUTES, Map.of())
          .forEach(
              (key, total) -> {
                if (isBesideWindows(key)) {
                  left.put(key, total.clone());
                }
              });
    }

    private boolean isBesideWindows(RawKey key) {
      ServiceSpan ten = ServiceSpan.of(Level.TEN_MINUTES, key.service(), key.windowSeconds());
      return sealed.isPacked(ten)
          && sealed.hasWindows(blocks.partitions(Table.RAW), key.service(), ten.windows());
    }

    private void entry(Partition partition, ByteBuffer bytes, ByteBuffer value) {
      RawKey key = RawKey.read(bytes);
      if (key.service() == 0) {
        return; // A seal.
      }
      named(catalog, partition, key);
      if (!Partition.at(Table.PACKED, key.windowSeconds()).equals(partition)
          || key.windowSeconds() % Level.TEN_MINUTES.seconds() != 0) {
        problem(partition, key + " does not belong here");
      }
      if (key.type() == RawKey.WINDOWS) {
        PackedRecord.read(value);
        return;
      }
      Partition dictionary = Partition.at(Table.DICTIONARY, key.windowSeconds());
      PackedBlock block = PackedBlock.read(key.service(), dictionary, value);
      known(partition, key.toString(), block.dictionary(), block.version());
      long count = 0;
      long sum = 0;
      for (int window = 0; window < PackedBlock.WINDOWS; window++) {
        count += block.count(window);
        sum += block.sum(window);
      }
      subtract(key, count, sum);
      PackedRowsCheck.run(block, text -> problem(partition, key + ": " + text));
    }

    private void subtract(RawKey key, long count, long sum) {
      ServiceSpan ten = ServiceSpan.of(Level.TEN_MINUTES, key.service(), key.windowSeconds());
      if (left.containsKey(totalOf(Level.TEN_MINUTES, key))) {
        count(left.getOrDefault(totalOf(Level.TEN_MINUTES, key), new long[2]), -count, -sum);
      } else if (sealed.isPacked(ten)) {
        sums.forEach(
            (level, ofLevel) -> {
              long[] total = ofLevel.get(totalOf(level, key));
              if (total != null && !isBesideWindows(key)) {
                count(total, -count, -sum);
              }
            });
      }
    }

    private void end() {
      tell(Table.PACKED, left, "the sums differ from the packed windows by %d events, %d in sum");
    }
  }

  private void window(Catalog catalog, Partition partition, ByteBuffer key, ByteBuffer value) {
    RawKey window = RawKey.read(key);
    if (window.service() == 0) {
      return; // Windows of a service that are gone.
    }
    named(catalog, partition, window);
    if (!Partition.at(Table.RAW, window.windowSeconds()).equals(partition)) {
      problem(partition, window + " does not belong into this hour");
    }
    if (window.type() == RawKey.WINDOWS) {
      WindowRecord.read(value);
      return;
    }
    Partition dictionary = Partition.at(Table.DICTIONARY, window.windowSeconds());
    RawBlock.Reader block = RawBlock.reader(window.service(), dictionary, value);
    rows(partition, window, block);
    sums.forEach(
        (level, ofLevel) -> {
          long[] total = ofLevel.get(totalOf(level, window));
          if (total != null) {
            count(total, -block.totalCount(), -block.totalSum());
          }
        });
  }

  private void intervals(Catalog catalog, Partition partition, ByteBuffer key, ByteBuffer value) {
    if (key.getInt(key.position()) == 0) {
      return; // Intervals of a service that are gone.
    }
    IntervalKey interval = IntervalKey.read(key);
    Partition dictionaries =
        Partition.at(IntervalScan.dictionaries(partition.table()), interval.windowSeconds());
    IntervalTable.Stored stored = IntervalTable.read(interval, dictionaries, value);
    known(partition, interval.toString(), stored.dictionary(), stored.version());
    if (!catalog.hasSeries(interval.service(), interval.series())
        && !catalog.mayBeNameless(interval.windowSeconds())) {
      problem(partition, interval + " is of a series without a name");
    }
  }

  private void named(Catalog catalog, Partition partition, RawKey key) {
    if (!catalog.hasSeries(key.service(), key.series())
        && !catalog.mayBeNameless(key.windowSeconds())) {
      problem(partition, key + " is of a series without a name");
    }
    if (key.type() != RawKey.WINDOWS && !catalog.types().containsKey(key.type())) {
      problem(partition, key + " is of a type without a name");
    }
  }

  private void rows(Partition partition, Record key, RawBlock.Reader block) {
    known(partition, key.toString(), block.dictionary(), block.version());
    long[] left = {block.totalCount(), block.totalSum()};
    block.forEach(
        (stack, count, sum) -> {
          left[0] -= count;
          left[1] -= sum;
        });
    if (left[0] != 0 || left[1] != 0) {
      problem(
          partition,
          "%s: the rows differ from the total by %d events, %d in sum"
              .formatted(key, left[0], left[1]));
    }
  }

  private void known(Partition partition, String what, DictionaryScope scope, int nodes) {
    int known = nodesOf.getOrDefault(scope, 1);
    if (nodes > known) {
      problem(
          partition, "%s needs %d nodes of %s, which has %d".formatted(what, nodes, scope, known));
    }
  }

  private void tell(Table table, Map<RawKey, long[]> left, String text) {
    left.forEach(
        (key, more) -> {
          if (more[0] != 0 || more[1] != 0) {
            problem(
                Partition.at(table, key.windowSeconds()),
                key + ": " + text.formatted(more[0], more[1]));
          }
        });
  }

  private static void count(long[] total, long count, long sum) {
    total[0] += count;
    total[1] += sum;
  }

  private static RawKey totalOf(Level level, RawKey key) {
    return new RawKey(key.service(), key.type(), key.series(), level.start(key.windowSeconds()), 0);
  }

  private void problem(Partition partition, String text) {
    problemCount++;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(partition.label() + ": " + text);
    }
  }
}
