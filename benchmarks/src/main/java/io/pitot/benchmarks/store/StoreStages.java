package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The stages of {@code benchmarks/run store}, one after the other. */
public final class StoreStages {
  private static final List<String> ALL = List.of("ingest", "disk", "day", "month");
  private static final List<SimulatedJvm.Load> CPU = SimulatedJvm.ALL_TYPES.subList(0, 1);

  private static final int DAY_INSTANCES = 20;
  private static final int[] FLEETS = {10, 100, 1000};
  private static final int MEASURED = 15;
  private static final Duration WARMING = Duration.ofSeconds(5);

  private final List<String> stages = new ArrayList<>();
  private final Map<String, String> values = new TreeMap<>();

  private StoreStages() {}

  /** Reads names of stages, and name=value. */
  public static StoreStages of(String[] args) {
    StoreStages stages = new StoreStages();
    for (String arg : args) {
      int cut = arg.indexOf('=');
      if (cut > 0) {
        stages.values.put(arg.substring(0, cut), arg.substring(cut + 1));
      } else if (ALL.contains(arg)) {
        stages.stages.add(arg);
      } else {
        throw new IllegalArgumentException("there is no stage " + arg + "; there are " + ALL);
      }
    }
    return stages;
  }

  /** Runs what was asked for, or all. */
  public void run() throws Exception {
    String kept = values.get("data");
    Path folder =
        kept == null
            ? Files.createTempDirectory("pitot-store")
            : Files.createDirectories(Path.of(kept));
    try {
      for (String stage : stages.isEmpty() ? ALL : stages) {
        Path data = folder.resolve(stage);
        switch (stage) {
          case "ingest" ->
              new IngestRun(number("jvms", 1000), data, number("gzip", 0) > 0)
                  .run(number("seconds", 20));
          case "disk" -> disk(data);
          case "day" -> day(data);
          default -> month(data);
        }
      }
    } finally {
      if (kept == null) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
      }
    }
  }

  private int number(String name, int otherwise) {
    return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
  }

  /** The start of the present hour. */
  private static long thisHour() {
    return hourOf(System.currentTimeMillis() / 1000);
  }

  private static long hourOf(long epochSeconds) {
    return epochSeconds / History.HOUR * History.HOUR;
  }

  private void disk(Path data) throws Exception {
    int hours = number("hours", 1);
    long start = thisHour() - (long) hours * History.HOUR;
    Fleet fleet = Fleet.of(1, DAY_INSTANCES, SimulatedJvm.ALL_TYPES);
    try (History history = new History(data, start)) {
      long before = System.nanoTime();
      for (int hour = 0; hour < hours; hour++) {
        history.hour(start + (long) hour * History.HOUR, thisHour(), fleet, 1);
      }
      double seconds = (System.nanoTime() - before) / 1e9;
      String design = "%d JVMs, %d h, four types".formatted(DAY_INSTANCES, hours);
      print(
          "entries stored, data made by the same process: " + design,
          "entries/s",
          history.entries() / seconds);
      before = System.nanoTime();
      history.sumUp(thisHour());
      print("summing up: " + design, "s", (System.nanoTime() - before) / 1e9);
      history.compact();
      double entries = history.entries();
      print("on disk with windows: " + design, "bytes/entry", history.sizeBytes() / entries);
      history.forgetWindows(thisHour());
      history.compact();
      print("on disk, windows gone: " + design, "bytes/entry", history.sizeBytes() / entries);
    }
  }

  /** A day that ends now: both of its edges lie within an hour. */
  private void day(Path data) throws Exception {
    int every = number("every", 6);
    long end = filled(data, last -> fillDay(data, last, every));
    String design =
        "24 h of %d JVMs, one in %d windows between the first hour and the last two"
            .formatted(DAY_INSTANCES, every);
    ask(data, flame("shop-00", end, 24), design);
  }

  private static void fillDay(Path data, long end, int every) throws Exception {
    long first = hourOf(end - 24L * History.HOUR);
    Fleet fleet = Fleet.of(1, DAY_INSTANCES, CPU);
    try (History history = new History(data, first)) {
      for (long start = first; start < end; start += History.HOUR) {
        boolean isEdge = start == first || start >= end - 2L * History.HOUR;
        history.hour(start, end, fleet, isEdge ? 1 : every);
        history.sumUp(Math.min(end, start + History.HOUR));
      }
      history.compact();
    }
  }

  private void month(Path data) throws Exception {
    int days = number("days", 30);
    long end = filled(data, last -> fillMonth(data, last, days));
    for (int instances : FLEETS) {
      for (int hours : new int[] {1, 24, 24 * days}) {
        String flame = flame("fleet-" + instances, end, hours);
        ask(data, flame, "%d h of %d JVMs".formatted(hours, instances));
      }
    }
  }

  /**
   * Each hour has one window of each JVM, the last two and the present one have as many as there
   * are, of the larger fleets some.
   */
  private static void fillMonth(Path data, long end, int days) throws Exception {
    List<Windows> past = new ArrayList<>();
    List<Windows> present = new ArrayList<>();
    for (int instances : FLEETS) {
      String service = "fleet-" + instances;
      // So that the sums of an hour hold most of the program's stacks, as they do in truth.
      int stacks = Math.max(80, 40_000 / instances);
      past.add(
          new PooledFleet(
              service,
              instances,
              Math.min(500, 5 * instances),
              new SimulatedJvm.Load(CPU.get(0).type(), stacks, 0, 1)));
      present.add(new PooledFleet(service, instances, 100, CPU.get(0)));
    }
    long first = hourOf(end - 24L * days * History.HOUR);
    try (History history = new History(data, first)) {
      for (long start = first; start < end; start += History.HOUR) {
        boolean isPresent = start >= end - 3L * History.HOUR;
        for (int i = 0; i < FLEETS.length; i++) {
          int every = Math.max(1, FLEETS[i] / 30);
          history.hour(
              start, end, isPresent ? present.get(i) : past.get(i), isPresent ? every : 360);
        }
        history.sumUp(Math.min(end, start + History.HOUR));
      }
      history.compact();
    }
  }

  private interface Filling {
    void until(long endSeconds) throws Exception;
  }

  /** Fills the directory up to now, unless that was done before; until when it is filled. */
  private static long filled(Path data, Filling filling) throws Exception {
    Path done = data.resolveSibling(data.getFileName() + ".end");
    if (Files.exists(done)) {
      return Long.parseLong(Files.readString(done).strip());
    }
    long end = System.currentTimeMillis() / 1000 / 10 * 10;
    filling.until(end);
    Files.writeString(done, Long.toString(end));
    return end;
  }

  private static String flame(String service, long end, int hours) {
    return "/api/v1/flame?service=%s&type=cpu&from=%d&to=%d"
        .formatted(service, end - (long) hours * History.HOUR, end);
  }

  private static void ask(Path data, String query, String design)
      throws IOException, InterruptedException {
    try (CollectorProcess collector = CollectorProcess.start(data)) {
      print("from the start of the process to ready: " + design, "ms", collector.millisToStart);
      print("flame graph at the API after restart: " + design, "ms", collector.millisOf(query));
      long end = System.nanoTime() + WARMING.toNanos();
      for (int i = 0; i < 2 * MEASURED && System.nanoTime() < end; i++) {
        collector.millisOf(query);
      }
      double[] warm = new double[MEASURED];
      double cpuBefore = collector.cpuMillis();
      for (int i = 0; i < MEASURED; i++) {
        warm[i] = collector.millisOf(query);
      }
      double cpu = collector.cpuMillis() - cpuBefore;
      Figure.printSpread("flame graph at the API, warm: " + design, "ms", warm);
      // A machine that does other things, too, tells more by this.
      print("flame graph at the API, warm, processor time: " + design, "ms", cpu / MEASURED);
      print("data directory: " + design, "MB", CollectorProcess.dataMegabytes(data));
    }
  }

  private static void print(String name, String unit, double value) {
    Figure.printSpread(name, unit, new double[] {value});
  }
}
