package io.pitot.benchmarks.store;

import io.pitot.collector.CollectorConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The past of services of some sizes that ends between two sums of ten minutes. Windows go through
 * the store as those of daemons do; they are as many as they are in truth where a question of an
 * hour or a day reads them one by one, and fewer where it reads their sums. The last day is made
 * so, and days before it are copies of its sums ({@link RepeatedDay}).
 */
final class GrowthData {
  static final int[] FLEETS = {10, 100, 1000};

  private static final int TEN_MINUTES = 600;
  private static final int DAY = 24 * History.HOUR;

  /** Enough for an hour's sums to hold most of the program's stacks, as they do in truth. */
  private static final int STACKS_OF_HOUR = 40_000;

  private final List<Windows> past = new ArrayList<>();
  private final List<Windows> present = new ArrayList<>();
  private final int[] fleets;
  private final int every;
  private final long end;
  private final long firstOfDay;

  private GrowthData(int[] fleets, int every, long end) {
    this.fleets = fleets;
    this.every = every;
    this.end = end;
    this.firstOfDay = hourOf(end - DAY);
    for (int instances : fleets) {
      int stacks = Math.max(80, STACKS_OF_HOUR / instances);
      SimulatedJvm.Load cpu = SimulatedJvm.ALL_TYPES.get(0);
      SimulatedJvm.Load even = new SimulatedJvm.Load(cpu.type(), stacks, 0, 1);
      past.add(new PooledFleet(service(instances), instances, Math.min(500, 5 * instances), even));
      present.add(new PooledFleet(service(instances), instances, 100, cpu));
    }
  }

  static String service(int instances) {
    return "fleet-" + instances;
  }

  /** The latest time that lies between two sums of ten minutes. */
  static long latestEnd() {
    long half = TEN_MINUTES / 2;
    return (System.currentTimeMillis() / 1000 - half) / TEN_MINUTES * TEN_MINUTES + half;
  }

  /**
   * Fills a directory.
   *
   * @param fleets instances of each service
   * @param every where sums of ten minutes answer, each so-manieth window is stored of thirty
   *     instances and fewer, of more instances fewer windows
   */
  static void fill(Path data, long end, int days, int[] fleets, int every) throws Exception {
    GrowthData growth = new GrowthData(fleets, every, end);
    long first = hourOf(end - (long) days * DAY);
    try (History history = new History(data, first, CollectorConfig.DEFAULT_RAW)) {
      if (first < growth.firstOfDay) {
        growth.hour(history, first);
      }
      for (long hour = growth.firstOfDay; hour < end; hour += History.HOUR) {
        growth.hour(history, hour);
      }
      history.compact();
    }
    if (first < growth.firstOfDay) {
      long from = growth.firstOfDay + History.HOUR;
      RepeatedDay.fill(
          data, from, hourOf(end - History.HOUR), first + History.HOUR, growth.firstOfDay);
    }
  }

  private void hour(History history, long start) throws Exception {
    for (long at = start; at < Math.min(end, start + History.HOUR); at += 10) {
      for (int i = 0; i < fleets.length; i++) {
        Windows windows = isStored(at, fleets[i]) ? present.get(i) : past.get(i);
        if (isStored(at, fleets[i]) || at == start) {
          history.window(at, windows);
        }
      }
    }
    history.settle();
    history.sumUp(Math.min(end, start + History.HOUR));
  }

  /** Whether each JVM has a window there; else it has one at the start of the hour. */
  private boolean isStored(long at, int instances) {
    boolean isAlone = isEdge(at, end - DAY) || isEdge(at, end - History.HOUR) || isLast(at);
    boolean isInTen =
        at >= end - History.HOUR || (at >= end - DAY && at < firstOfDay + History.HOUR);
    return isAlone || (isInTen && at / 10 % ((long) every * Math.max(1, instances / 30)) == 0);
  }

  private static boolean isEdge(long at, long from) {
    return at >= from && at < (from + TEN_MINUTES) / TEN_MINUTES * TEN_MINUTES;
  }

  private boolean isLast(long at) {
    return at >= end / TEN_MINUTES * TEN_MINUTES;
  }

  private static long hourOf(long epochSeconds) {
    return epochSeconds / History.HOUR * History.HOUR;
  }
}
