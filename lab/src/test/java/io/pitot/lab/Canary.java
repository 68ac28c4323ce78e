package io.pitot.lab;

import io.pitot.daemon.recording.Rates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * {@code benchmarks/run canary [SPLITS [INSTANCES [WINDOWS [REQUESTS_PER_SECOND [CPU_MILLIS
 * [FAULTS]]]]]]}: the shop's release 1.0 beside itself, twice so many instances (8) of it divided
 * in halves at random (10 times), then beside so many of its faulty releases (all); a part of the
 * instances on each JDK, for so many windows (45), the CPU looked at each 20 ms. Prints a line for
 * each comparison, and for each split what the gate says of all types.
 */
public final class Canary {
  static final Fleet.Release BASE = Fleet.Release.of("1.0");
  static final Fleet.Release AGAIN = new Fleet.Release("1.0", "1.0-again");
  private static final int WINDOW_SECONDS = 10;

  /** How much longer than its windows a round may take. */
  private static final int PATIENCE = 4;

  /** What is wrong with each release, and where it shows: type, frame, class. */
  static final List<Fault> FAULTS =
      List.of(
          new Fault("1.1", "alloc", "PriceList.forRequest", "map_allocation"),
          new Fault("1.1-lock", "lock", "PriceList.forRequest", "lock_contention"),
          new Fault("1.1-cpu", "cpu", "PriceList.checksum", "cpu"),
          new Fault("1.1-gc", "alloc", "PriceList.remember", "allocation"));

  private final int instances;
  private final int windows;
  private final int requestsPerSecond;
  private final Rates rates;

  private Canary(int instances, int windows, int requestsPerSecond, int cpuMillis) {
    this.instances = instances;
    this.windows = windows;
    this.requestsPerSecond = requestsPerSecond;
    Rates usual = Rates.DEFAULT;
    rates =
        new Rates(
            Duration.ofMillis(cpuMillis),
            Duration.ofMillis(cpuMillis),
            usual.allocPerSecond(),
            usual.lock(),
            usual.park());
  }

  /** A faulty release of the shop and what a comparison must say of it. */
  record Fault(String release, String type, String method, String about) {
    String frame() {
      return "io.pitot.lab.shop.pricing." + method;
    }
  }

  public static void main(String[] args) throws Exception {
    int splits = number(args, 0, 10);
    Canary canary =
        new Canary(
            number(args, 1, 8), number(args, 2, 45), number(args, 3, 80), number(args, 4, 20));
    System.out.println("| candidate | type | verdict | MDE | regressions |");
    System.out.println("|---|---|---|---|---|");
    if (splits > 0) {
      canary.run(BASE, fleet -> canary.besideItself(fleet, splits));
    }
    for (Fault fault : FAULTS.subList(0, number(args, 5, FAULTS.size()))) {
      Fleet.Release faulty = Fleet.Release.of(fault.release());
      canary.run(
          faulty, fleet -> print(faulty.label(), fleet.diff("1.0", faulty.label(), fault.type())));
    }
  }

  private static int number(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }

  @FunctionalInterface
  private interface Comparisons {
    void of(Fleet fleet) throws Exception;
  }

  private void run(Fleet.Release beside, Comparisons comparisons) throws Exception {
    Path data = Files.createTempDirectory("pitot-canary-");
    List<Path> homes = List.copyOf(Jdks.all().values());
    try (Fleet fleet = new Fleet(Path.of("lab", "shop"), data, requestsPerSecond, rates)) {
      for (int i = 0; i < instances; i++) {
        fleet.start(homes.get(i % homes.size()), BASE);
        fleet.start(homes.get(i % homes.size()), beside);
      }
      fleet.watch();
      fleet.awaitWindows(windows, Duration.ofSeconds((long) PATIENCE * windows * WINDOW_SECONDS));
      comparisons.of(fleet);
    } finally {
      delete(data);
    }
  }

  private void besideItself(Fleet fleet, int splits) throws Exception {
    for (int seed = 1; seed <= splits; seed++) {
      List<Integer> shuffled =
          IntStream.range(0, 2 * instances)
              .boxed()
              .collect(Collectors.toCollection(ArrayList::new));
      Collections.shuffle(shuffled, new Random(seed));
      List<Integer> base = shuffled.subList(0, instances);
      List<Integer> candidate = shuffled.subList(instances, 2 * instances);
      for (String type : List.of("alloc", "cpu", "lock", "park", "gc_pause")) {
        print("1.0, split " + seed, fleet.diff(base, candidate, type));
      }
      JsonNode gate = fleet.gate(base, candidate);
      System.out.printf(
          "| 1.0, split %d | gate | %s | | %s |%n",
          seed, gate.path("verdict").asString(), gate.path("reason").asString());
    }
  }

  private static void print(String candidate, JsonNode diff) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %.2f | %s |%n",
        candidate,
        diff.path("type").asString(),
        diff.path("verdict").asString(),
        diff.path("mdePoints").asDouble(),
        regressions(diff));
    for (JsonNode finding : diff.path("findings")) {
      System.err.println("  " + finding.path("sentence").asString());
      finding.path("evidence").forEach(line -> System.err.println("    " + line.asString()));
    }
  }

  private static List<String> regressions(JsonNode diff) {
    List<String> all = new ArrayList<>();
    for (JsonNode finding : diff.path("findings")) {
      if (finding.path("kind").asString().equals("regression")) {
        all.add(
            String.format(
                Locale.ROOT,
                "%s %s %+.2f",
                finding.path("applicationFrame").asString(""),
                finding.path("class").asString(),
                finding.path("changePoints").asDouble()));
      }
    }
    return all;
  }

  private static void delete(Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
