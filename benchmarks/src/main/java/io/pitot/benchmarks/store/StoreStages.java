package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** What an hour's sums of a whole service hold does not depend on how many windows it had. */
  private static final List<SimulatedJvm.Load> FEW_CPU =
      List.of(new SimulatedJvm.Load(CPU.get(0).type(), 200, 0));

  private static final int DAY_INSTANCES = 20;
  private static final int[] FLEETS = {10, 100, 1000};
  private static final int MEASURED = 15;

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
          case "ingest" -> new IngestRun(number("jvms", 1000), data).run(number("seconds", 20));
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
    return System.currentTimeMillis() / 1000 / History.HOUR * History.HOUR;
  }

  private void disk(Path data) throws Exception {
    int hours = number("hours", 1);
    long start = thisHour() - (long) hours * History.HOUR;
    Fleet fleet = Fleet.of(1, DAY_INSTANCES, SimulatedJvm.ALL_TYPES);
    try (History history = new History(data, start)) {
      long before = System.nanoTime();
      for (int hour = 0; hour < hours; hour++) {
        history.hour(start + (long) hour * History.HOUR, fleet, 1);
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

  private void day(Path data) throws Exception {
    int every = number("every", 6);
    if (Files.notExists(data)) {
      long end = thisHour();
      Fleet fleet = Fleet.of(1, DAY_INSTANCES, CPU);
      try (History history = new History(data, end - 24L * History.HOUR)) {
        for (int hour = 24; hour > 0; hour--) {
          long start = end - (long) hour * History.HOUR;
          history.hour(start, fleet, hour <= 2 ? 1 : every);
          history.sumUp(start + History.HOUR);
        }
        history.compact();
      }
    }
    String flame = "/api/v1/flame?service=shop-00&type=cpu&from=now-24h&to=now-1m";
    String design =
        "24 h of %d JVMs, one in %d windows before the last 2 h".formatted(DAY_INSTANCES, every);
    ask(data, flame, design);
  }

  private void month(Path data) throws Exception {
    int days = number("days", 30);
    if (Files.notExists(data)) {
      fillMonth(data, days);
    }
    for (int instances : FLEETS) {
      for (int hours : new int[] {1, 24, 24 * days}) {
        String flame =
            "/api/v1/flame?service=fleet-%d&type=cpu&from=now-%dh&to=now-1m"
                .formatted(instances, hours);
        ask(data, flame, "%d h of %d JVMs".formatted(hours, instances));
      }
    }
  }

  /**
   * Each hour has one window of each JVM, the last two have as many as there are, of the largest
   * fleet one in six.
   */
  private static void fillMonth(Path data, int days) throws Exception {
    long end = thisHour();
    try (History history = new History(data, end - 24L * days * History.HOUR)) {
      List<Fleet> past = new ArrayList<>();
      List<Fleet> present = new ArrayList<>();
      for (int instances : FLEETS) {
        past.add(new Fleet());
        past.get(past.size() - 1).add("fleet-" + instances, instances, FEW_CPU);
        present.add(new Fleet());
        present.get(present.size() - 1).add("fleet-" + instances, instances, CPU);
      }
      for (int hour = 24 * days; hour > 0; hour--) {
        long start = end - (long) hour * History.HOUR;
        for (int i = 0; i < FLEETS.length; i++) {
          int every = hour > 2 ? 360 : FLEETS[i] < 1000 ? 1 : 6;
          history.hour(start, hour > 2 ? past.get(i) : present.get(i), every);
        }
        history.sumUp(start + History.HOUR);
      }
      history.compact();
    }
  }

  private static void ask(Path data, String query, String design)
      throws IOException, InterruptedException {
    try (CollectorProcess collector = CollectorProcess.start(data)) {
      print("from the start of the process to ready: " + design, "ms", collector.millisToStart);
      print("flame graph at the API after restart: " + design, "ms", collector.millisOf(query));
      double[] warm = new double[MEASURED];
      double cpu = 0;
      for (int i = -2 * MEASURED; i < MEASURED; i++) {
        double cpuBefore = collector.cpuMillis();
        double millis = collector.millisOf(query);
        if (i >= 0) {
          warm[i] = millis;
          cpu += collector.cpuMillis() - cpuBefore;
        }
      }
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
