package io.pitot.benchmarks;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.daemon.Daemon;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run freshness [SECONDS]}: how long it takes from the commit of an event in the
 * target to an answer of the HTTP interface that counts it, and where that time goes.
 *
 * <p>All events of a window become visible at once, when the answer covers it. How many were made
 * and how many the answer counts is printed beside, on standard error.
 */
final class Freshness {
  private static final int WINDOW_MILLIS = 10_000;
  private static final int DEFAULT_SECONDS = 180;

  private Freshness() {}

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_SECONDS;
    Path directory = Files.createTempDirectory("pitot-freshness-");
    Process target = startTarget();
    try {
      measure(target, directory, seconds);
    } finally {
      target.destroyForcibly().waitFor();
      delete(directory);
    }
  }

  private static void measure(Process target, Path directory, int seconds) throws Exception {
    List<Long> commits = new ArrayList<>();
    CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> read(target, commits));
    CollectorConfig collectorConfig =
        CollectorConfig.defaults(directory.resolve("collector"))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(collectorConfig);
        Daemon daemon = Daemon.start(daemonConfig(directory, target, collector.grpcPort()))) {
      Passage passage = new Passage(target.pid(), daemon, collector.httpPort());
      List<Passage.Sight> sights = passage.watch(seconds);
      target.destroyForcibly().waitFor();
      reading.join();
      report(commits, sights, passage.counted());
    }
  }

  private static DaemonConfig daemonConfig(Path directory, Process target, int grpcPort) {
    return DaemonConfig.defaults(directory.resolve("daemon"))
        .withCollector("127.0.0.1", grpcPort)
        .withTargets(TargetRules.pids(Set.of((int) target.pid())), WarmPolicy.NOW);
  }

  private static Process startTarget() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Ticker.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void read(Process target, List<Long> commits) {
    try (BufferedReader lines = target.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        commits.add(Long.parseLong(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void report(List<Long> commits, List<Passage.Sight> sights, long counted) {
    List<Double> freshness = new ArrayList<>();
    List<Double> windowWait = new ArrayList<>();
    for (Passage.Sight sight : sights) {
      for (long commit : commits) {
        long wait = sight.windowEndMillis() - commit;
        if (wait > 0 && wait <= WINDOW_MILLIS) {
          windowWait.add(wait / 1e3);
          freshness.add((sight.seenMillis() - commit) / 1e3);
        }
      }
    }
    System.err.printf("%d events made, %d counted in the answer%n", freshness.size(), counted);
    Figure.print("freshness: commit to answer", "s", array(freshness));
    Figure.print("freshness part: commit to the window's end", "s", array(windowWait));
    print("window's end to flush", sights, s -> s.flushMillis() - s.windowEndMillis());
    print("flush to spool (tail, fold)", sights, s -> s.spoolMillis() - s.flushMillis());
    print("spool to answer (ship, commit, query)", sights, s -> s.seenMillis() - s.spoolMillis());
  }

  private static void print(
      String part, List<Passage.Sight> sights, ToLongFunction<Passage.Sight> millis) {
    Figure.print(
        "freshness part: " + part,
        "ms",
        sights.stream().mapToDouble(millis::applyAsLong).toArray());
  }

  private static double[] array(List<Double> seconds) {
    return seconds.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
