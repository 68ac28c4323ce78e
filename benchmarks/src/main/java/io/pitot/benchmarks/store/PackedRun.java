package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.store.Partition;
import io.pitot.collector.store.Put;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An hour of windows as they came and packed: what they take, and what packing and reading cost.
 */
public final class PackedRun {
  private static final int INSTANCES = 4;
  private static final int TEN_MINUTES = 600;
  private static final int MINUTE = 60;
  private static final int BATCH = 200;
  private static final byte[] FIRST_KEY = {};
  private static final byte[] END_KEY = {-1, -1, -1, -1, -1};

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

  /** Prints what each form takes and what making and reading it costs. */
  public void run() throws Exception {
    run(Table.RAW, CollectorConfig.DEFAULT_WINDOWS, "as they came");
    run(Table.PACKED, Duration.ofHours(1), "packed");
  }

  private void run(Table table, Duration raw, String form) throws Exception {
    Path data = folder.resolve(table.label() + "-data");
    Fleet fleet = Fleet.of(1, INSTANCES, SimulatedJvm.ALL_TYPES);
    try (History history = new History(data, startSeconds, raw)) {
      history.hour(startSeconds, startSeconds + History.HOUR, fleet, 1);
      entries = history.entries();
      print("summing up an hour, " + form, "ns/entry", sumUp(history));
      if (table == Table.PACKED) {
        history.forgetRaw(startSeconds + History.HOUR);
      }
      read(history, form);
    }
    measure(data, table, form);
  }

  private double sumUp(History history) {
    long before = cpuNanos();
    history.sumUp(startSeconds + History.HOUR);
    return (cpuNanos() - before) / (double) entries;
  }

  /** Nine minutes of each ten, for which no sums answer; the second time counts. */
  private void read(History history, String form) {
    long nanos = 0;
    long[] tally = new long[1 << 22];
    for (int round = 0; round < 2; round++) {
      long before = cpuNanos();
      for (int ten = 0; ten < History.HOUR; ten += TEN_MINUTES) {
        for (int type = 1; type <= SimulatedJvm.ALL_TYPES.size(); type++) {
          long from = startSeconds + ten + MINUTE;
          history.scan(
              new RawRange(1, type, 0, Integer.MAX_VALUE - 1, from, from + TEN_MINUTES - MINUTE),
              (key, block) -> {
                block.addTo(tally);
                return true;
              });
        }
      }
      nanos = cpuNanos() - before;
    }
    double read = entries * (TEN_MINUTES - MINUTE) / (double) TEN_MINUTES;
    print("adding up nine minutes of ten, " + form, "ns/entry", nanos / read);
  }

  /** What the entries of a table take alone, as the engine compresses them. */
  private void measure(Path data, Table table, String form) throws Exception {
    Path alone = folder.resolve(table.label());
    try (RocksBlockStore from = RocksBlockStore.open(data);
        RocksBlockStore to = RocksBlockStore.open(alone)) {
      for (Partition partition : from.partitions(table)) {
        copy(from, to, partition);
      }
      to.compact(partition -> {});
      print("on disk, " + form, "bytes/entry", tablesBytes(alone) / (double) entries);
    }
  }

  private static void copy(RocksBlockStore from, RocksBlockStore to, Partition partition) {
    List<Put> puts = new ArrayList<>();
    from.scan(
        partition,
        FIRST_KEY,
        END_KEY,
        (key, value) -> {
          byte[] keyBytes = new byte[key.remaining()];
          key.get(keyBytes);
          byte[] valueBytes = new byte[value.remaining()];
          value.get(valueBytes);
          puts.add(new Put(partition, keyBytes, valueBytes));
          if (puts.size() == BATCH) {
            to.write(puts);
            puts.clear();
          }
          return true;
        });
    to.write(puts);
  }

  private static double tablesBytes(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("db"))) {
      return files
          .filter(file -> file.toString().endsWith(".sst"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String name, String unit, double value) {
    Figure.printSpread(name, unit, new double[] {value});
  }
}
