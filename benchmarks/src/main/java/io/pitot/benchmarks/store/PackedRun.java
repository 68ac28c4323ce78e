package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import io.pitot.collector.store.Partition;
import io.pitot.collector.store.Put;
import io.pitot.collector.store.RawBlock;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What it would bring to pack the windows of ten minutes of a series into one block: the same
 * windows three times, each stack's number once for ten minutes or once for each window.
 */
public final class PackedRun {
  private static final int INSTANCES = 4;
  private static final int TEN_MINUTES = 600;
  private static final int WINDOW = 10;
  private static final int BATCH = 200;

  private final Path folder;
  private final long startSeconds;
  private long entries;

  /**
   * @param startSeconds of the hour that is filled, on the hour
   */
  public PackedRun(Path folder, long startSeconds) {
    this.folder = folder;
    this.startSeconds = startSeconds;
  }

  /** How a series' windows of ten minutes are laid out. */
  private enum Layout {
    /** A block for each window, as the store has it. */
    WINDOWS("windows as they are"),
    /** One block; counts and sums are exact for each window. */
    PACKED("packed, all exact"),
    /** One block; counts are exact for each window, sums for each minute. */
    PACKED_MINUTES("packed, sums by minute only");

    private final String text;

    Layout(String text) {
      this.text = text;
    }
  }

  /** A stack in one window. */
  private record Row(int window, long count, long sum) {}

  /** Rows of ten minutes of one series and type, by stack; of each in the order of time. */
  private record Ten(int type, int series, long startSeconds, TreeMap<Integer, List<Row>> stacks) {}

  /** Prints what each layout takes and what reading it costs. */
  public void run() throws Exception {
    Fleet fleet = Fleet.of(1, INSTANCES, SimulatedJvm.ALL_TYPES);
    List<Ten> tens;
    try (History history = new History(folder.resolve("packed-source"), startSeconds)) {
      history.hour(startSeconds, startSeconds + History.HOUR, fleet, 1);
      tens = tens(history);
    }
    for (Layout layout : Layout.values()) {
      measure(layout, tens);
    }
  }

  private List<Ten> tens(History history) {
    TreeMap<String, Ten> tens = new TreeMap<>();
    for (int type = 1; type <= SimulatedJvm.ALL_TYPES.size(); type++) {
      RawRange range =
          new RawRange(
              1, type, 0, Integer.MAX_VALUE - 1, startSeconds, startSeconds + History.HOUR);
      history.scan(
          range,
          (key, block) -> {
            long start = key.windowSeconds() / TEN_MINUTES * TEN_MINUTES;
            Ten ten =
                tens.computeIfAbsent(
                    "%d %09d %d".formatted(key.type(), key.series(), start),
                    k -> new Ten(key.type(), key.series(), start, new TreeMap<>()));
            int window = (int) (key.windowSeconds() - start) / WINDOW;
            block.forEach((stack, count, sum) -> add(ten, stack, new Row(window, count, sum)));
            entries += block.rows();
            return true;
          });
    }
    return List.copyOf(tens.values());
  }

  private static void add(Ten ten, int stack, Row row) {
    ten.stacks.computeIfAbsent(stack, s -> new ArrayList<>()).add(row);
  }

  private void measure(Layout layout, List<Ten> tens) throws Exception {
    Partition partition = Partition.at(Table.RAW, startSeconds);
    try (RocksBlockStore store = RocksBlockStore.open(folder.resolve(layout.name()))) {
      List<Put> puts = new ArrayList<>();
      for (Ten ten : tens) {
        puts.addAll(puts(layout, partition, ten));
        if (puts.size() >= BATCH) {
          store.write(puts);
          puts.clear();
        }
      }
      store.write(puts);
      store.compact(compacted -> {});
      print("on disk, " + layout.text, "bytes/entry", tablesBytes(layout) / (double) entries);
      read(store, layout, partition);
      print(
          "adding up an hour, processor time, " + layout.text,
          "ns/entry",
          read(store, layout, partition) / (double) entries);
    }
  }

  private double tablesBytes(Layout layout) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(layout.name()).resolve("db"))) {
      return files
          .filter(file -> file.toString().endsWith(".sst"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static List<Put> puts(Layout layout, Partition partition, Ten ten) {
    List<Put> puts = new ArrayList<>();
    if (layout != Layout.WINDOWS) {
      puts.add(new Put(partition, key(ten, 0), packed(ten, layout == Layout.PACKED)));
      return puts;
    }
    for (int window = 0; window < TEN_MINUTES / WINDOW; window++) {
      puts.add(new Put(partition, key(ten, window), window(ten, window)));
    }
    return puts;
  }

  private static byte[] key(Ten ten, int window) {
    return ByteBuffer.allocate(18)
        .putInt(1)
        .putInt(ten.type)
        .putInt(ten.series)
        .putInt((int) ten.startSeconds + window * WINDOW)
        .putShort((short) 0)
        .array();
  }

  /** As {@link RawBlock} lays it out, without the head. */
  private static byte[] window(Ten ten, int window) {
    Columns columns = new Columns();
    ten.stacks.forEach(
        (stack, rows) ->
            rows.stream()
                .filter(row -> row.window == window)
                .forEach(
                    row -> {
                      columns.stack(stack);
                      columns.row(row.count, row.sum);
                      columns.sum(row.sum);
                    }));
    return columns.toBytes();
  }

  /** Stacks, how many windows each is in, their gaps, counts and sums. */
  private static byte[] packed(Ten ten, boolean exact) {
    Columns columns = new Columns();
    ten.stacks.forEach(
        (stack, rows) -> {
          columns.stack(stack);
          columns.windows(rows.size());
          int last = -1;
          long minuteSum = 0;
          for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            columns.gap(row.window - last - 1);
            columns.row(row.count, row.sum);
            minuteSum += row.sum;
            boolean ends = i + 1 == rows.size() || rows.get(i + 1).window / 6 > row.window / 6;
            if (exact || ends) {
              columns.sum(minuteSum);
              minuteSum = 0;
            }
            last = row.window;
          }
        });
    return columns.toBytes();
  }

  private static long read(RocksBlockStore store, Layout layout, Partition partition) {
    long[] tally = new long[1 << 22];
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    store.scan(
        partition,
        new byte[0],
        new byte[] {-1, -1, -1, -1},
        (key, value) -> {
          byte[] bytes = new byte[value.remaining()];
          value.get(bytes);
          new Columns.Reader(bytes).addTo(tally, layout == Layout.WINDOWS);
          return true;
        });
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
  }

  private static void print(String name, String unit, double value) {
    Figure.printSpread(name, unit, new double[] {value});
  }
}
