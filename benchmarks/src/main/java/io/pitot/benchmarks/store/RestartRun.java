package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.store.Partition;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Put;
import io.pitot.collector.store.Table;
import io.pitot.collector.store.rocks.RocksBlockStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How long a collector takes from its start to ready with much data. What it holds in memory
 * (names, series, which spans are summed up) is made by the store; the bulk beside it, which is not
 * read at a start, is made of blocks of a service that nobody knows, in as many partitions as a
 * collector has that keeps windows for a day.
 */
final class RestartRun {
  private static final double[] GIGABYTES = {1, 2.5, 5};
  private static final double EXTRAPOLATED = 100;
  private static final int BLOCK_BYTES = 8 << 10;
  private static final int BLOCKS_PER_WRITE = 2048;
  private static final int HOURS = 24;
  private static final int UNKNOWN_SERVICE = 1_000_000;
  private static final int MEASURED = 5;

  private final Path data;
  private final int series;
  private final long firstHour;
  private final Random random = new Random(1);
  private long blocksWritten;

  /**
   * @param series how many the catalog has
   */
  RestartRun(Path data, int series) {
    this.data = data;
    this.series = series;
    this.firstHour =
        System.currentTimeMillis() / 1000 / History.HOUR * History.HOUR - (long) HOURS * 3600;
  }

  void run() throws Exception {
    fillCatalog();
    double[] open = new double[GIGABYTES.length];
    double[] ready = new double[GIGABYTES.length];
    for (int i = 0; i < GIGABYTES.length; i++) {
      fillUpTo((long) (GIGABYTES[i] * 1e9));
      String design =
          "%.1f GB, %d series, %d partitions".formatted(GIGABYTES[i], series, partitions());
      double[] opened = new double[MEASURED];
      Arrays.setAll(opened, n -> millisToOpen());
      Figure.printSpread("opening the store: " + design, "ms", opened);
      double[] started = new double[MEASURED];
      for (int n = 0; n < MEASURED; n++) {
        try (CollectorProcess collector = CollectorProcess.start(data)) {
          started[n] = collector.millisToStart;
        }
      }
      Figure.printSpread("from the start of the process to ready: " + design, "ms", started);
      open[i] = median(opened);
      ready[i] = median(started);
    }
    String to = "%.0f GB, by the line through 1, 2.5 and 5 GB".formatted(EXTRAPOLATED);
    print("opening the store: " + to, extrapolated(open));
    print("from the start of the process to ready: " + to, extrapolated(ready));
  }

  /** Instances of a hundred to a service, each with a window. */
  private void fillCatalog() throws Exception {
    try (History history = new History(data, firstHour + 23L * History.HOUR)) {
      for (int service = 0; service * 100 < series; service++) {
        Windows windows =
            new PooledFleet(
                "service-" + service,
                100,
                1,
                new SimulatedJvm.Load(SimulatedJvm.ALL_TYPES.get(0).type(), 10, 0, 1));
        history.window(firstHour + 23L * History.HOUR, windows);
      }
      history.settle();
    }
  }

  private void fillUpTo(long bytes) throws Exception {
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      while (blocksWritten * BLOCK_BYTES < bytes) {
        List<Put> puts = new ArrayList<>();
        for (int i = 0; i < BLOCKS_PER_WRITE; i++, blocksWritten++) {
          byte[] block = new byte[BLOCK_BYTES];
          random.nextBytes(block);
          puts.add(new Put(hourOf(blocksWritten), key(blocksWritten), block));
        }
        blocks.write(puts);
      }
      blocks.compact(partition -> {});
    }
  }

  private Partition hourOf(long block) {
    return Partition.at(Table.RAW, firstHour + block % HOURS * History.HOUR);
  }

  /** As those of windows are laid out. */
  private static byte[] key(long block) {
    return ByteBuffer.allocate(18)
        .putInt(UNKNOWN_SERVICE)
        .putInt(1)
        .putInt((int) block)
        .putInt(0)
        .putShort((short) 0)
        .array();
  }

  private int partitions() throws Exception {
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      return Arrays.stream(Table.values()).mapToInt(t -> blocks.partitions(t).size()).sum();
    }
  }

  private double millisToOpen() {
    long before = System.nanoTime();
    try (ProfileStore store =
        ProfileStore.open(
            RocksBlockStore.open(data),
            CollectorConfig.defaults(data).retention(),
            Clock.systemUTC())) {
      store.catalog().services();
      return (System.nanoTime() - before) / 1e6;
    } catch (Exception e) {
      throw new IllegalStateException("the store does not open", e);
    }
  }

  private static double extrapolated(double[] millis) {
    double meanX = Arrays.stream(GIGABYTES).average().orElseThrow();
    double meanY = Arrays.stream(millis).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (int i = 0; i < millis.length; i++) {
      products += (GIGABYTES[i] - meanX) * (millis[i] - meanY);
      squares += (GIGABYTES[i] - meanX) * (GIGABYTES[i] - meanX);
    }
    return meanY + products / squares * (EXTRAPOLATED - meanX);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void print(String name, double millis) {
    Figure.printSpread(name, "ms", new double[] {millis});
  }
}
