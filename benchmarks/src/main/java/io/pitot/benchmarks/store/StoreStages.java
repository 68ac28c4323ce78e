package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The stages of {@code benchmarks/run store}, one after the other. */
public final class StoreStages {
  private static final List<String> ALL = List.of("ingest", "disk", "day", "growth", "restart");

  private static final int DAY_INSTANCES = 20;
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
              new IngestRun(number("jvms", 1000), number("daemons", 0), data, number("gzip", 0) > 0)
                  .run(number("seconds", 20));
          case "disk" -> disk(data);
          case "day" -> day(data);
          case "growth" -> growth(data);
          default -> new RestartRun(data, number("series", 10_000)).run();
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

  /** A day that ends now: both of its edges lie within ten minutes. */
  private void day(Path data) throws Exception {
    int[] fleets = {DAY_INSTANCES};
    int every = number("every", 1);
    long end = filled(data, last -> GrowthData.fill(data, last, 1, fleets, every));
    String query = flame(GrowthData.service(DAY_INSTANCES), end, 24);
    ask(data, query, "24 h of %d JVMs".formatted(DAY_INSTANCES));
  }

  /** How the cost grows: a figure for each, then all in one table. */
  private void growth(Path data) throws Exception {
    int days = number("days", 30);
    long end = filled(data, last -> GrowthData.fill(data, last, days, GrowthData.FLEETS, 1));
    int[] hours = {1, 24, 24 * days};
    StringBuilder table = new StringBuilder("| JVMs | 1 h | 24 h | %d d |\n".formatted(days));
    table.append("|---|---|---|---|\n");
    for (int instances : GrowthData.FLEETS) {
      table.append("| ").append(instances);
      for (int range : hours) {
        String query = flame(GrowthData.service(instances), end, range);
        Answers answers = ask(data, query, "%d h of %d JVMs".formatted(range, instances));
        table.append(" | ").append(answers);
      }
      table.append(" |\n");
    }
    System.out.println("warm / first after the start (processor time of a warm one), in ms:\n");
    System.out.print(table);
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
    long end = GrowthData.latestEnd();
    filling.until(end);
    Files.writeString(done, Long.toString(end));
    return end;
  }

  /** How long a question took. */
  private record Answers(double warmMillis, double firstMillis, double warmCpuMillis) {
    @Override
    public String toString() {
      return "%.0f / %.0f (%.0f)".formatted(warmMillis, firstMillis, warmCpuMillis);
    }
  }

  private static String flame(String service, long end, int hours) {
    return "/api/v1/flame?service=%s&type=cpu&from=%d&to=%d"
        .formatted(service, end - (long) hours * History.HOUR, end);
  }

  private static Answers ask(Path data, String query, String design)
      throws IOException, InterruptedException {
    try (CollectorProcess collector = CollectorProcess.start(data)) {
      print("from the start of the process to ready: " + design, "ms", collector.millisToStart);
      double first = collector.millisOf(query);
      print("flame graph at the API after restart: " + design, "ms", first);
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
      Arrays.sort(warm);
      return new Answers(warm[MEASURED / 2], first, cpu / MEASURED);
    }
  }

  private static void print(String name, String unit, double value) {
    Figure.printSpread(name, unit, new double[] {value});
  }
}
