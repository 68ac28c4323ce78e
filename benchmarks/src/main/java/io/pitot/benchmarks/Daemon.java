package io.pitot.benchmarks;

import io.pitot.benchmarks.node.ChildProcess;
import io.pitot.benchmarks.node.DaemonFigures;
import io.pitot.benchmarks.node.DaemonHost;
import io.pitot.benchmarks.node.EventSource;
import io.pitot.benchmarks.node.ProcessUse;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run daemon [SECONDS [TARGETS,...]]}: what a daemon with a heap of 64 MB uses
 * for 1, 10 and 40 JVMs that make 200 events a second each, by its own CPU time, so that it can be
 * measured beside others; how long it takes from the flush that completed a window until that is in
 * the spool; and what goes over the wire for JVMs with 2,000 different stacks in each window. The
 * daemon is one process that meets more and more JVMs. Takes about 4 minutes and four times
 * SECONDS.
 */
public final class Daemon {
  private static final int EVENTS_PER_SECOND = 200;
  private static final int USUAL_STACKS = 200;
  private static final int MANY_STACKS = 2_000;
  private static final int TARGETS_WITH_MANY_STACKS = 4;
  private static final int WARM_SECONDS = 20;

  /** What a daemon's first minute takes, most of it the compiler, no later one takes. */
  private static final int FIRST_SECONDS = 60;

  /** What each JVM may take, beyond a base. */
  private static final double MOST_PERCENT = 0.3;

  private static final double MOST_BASE_MEGABYTES = 120;
  private static final double MOST_MEGABYTES = 2;
  private static final double MOST_SECONDS_TO_THE_SPOOL = 1;
  private static final double MOST_MEGABITS = 50;
  private static final int MOST_SECONDS_TO_BE_RECORDED = 600;

  /** As the launcher does, with less heap. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx64m",
          "-XX:+UseSerialGC",
          "-XX:MinHeapFreeRatio=15",
          "-XX:MaxHeapFreeRatio=30",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError");

  private final Path directory;
  private final int collectorPort;
  private final int seconds;
  private final List<ChildProcess> targets = new ArrayList<>();

  private Daemon(Path directory, int collectorPort, int seconds) {
    this.directory = directory;
    this.collectorPort = collectorPort;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
    List<Integer> sizes =
        Stream.of((arguments.length > 1 ? arguments[1] : "1,10,40").split(",", -1))
            .map(Integer::valueOf)
            .toList();
    Path directory = Files.createTempDirectory("pitot-daemon-");
    CollectorConfig config =
        CollectorConfig.defaults(directory.resolve("collector"))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0);
    try (Collector collector = Collector.start(config)) {
      Daemon measurement = new Daemon(directory, collector.grpcPort(), seconds);
      measurement.cpuAndMemory(sizes);
      measurement.network();
    } finally {
      delete(directory);
    }
  }

  private void cpuAndMemory(List<Integer> sizes) throws Exception {
    try (ChildProcess daemon = daemon("usual", "EventSource")) {
      DaemonFigures figures = new DaemonFigures(Integer.parseInt(daemon.await("port ")));
      TimeUnit.SECONDS.sleep(FIRST_SECONDS);
      Use base = use(daemon, figures);
      print("daemon: 0 targets", base);
      for (int size : sizes) {
        launch(size, USUAL_STACKS);
        awaitRecorded(figures, size);
        TimeUnit.SECONDS.sleep(WARM_SECONDS);
        Use use = use(daemon, figures);
        print("daemon: %d targets".formatted(size), use);
        judge(
            "daemon: CPU per target of %d, beyond none".formatted(size),
            "% of a core",
            (use.cpuPercent() - base.cpuPercent()) / size,
            MOST_PERCENT);
        judge(
            "daemon: resident with %d".formatted(size),
            "MB",
            use.residentMegabytes(),
            MOST_BASE_MEGABYTES + size * MOST_MEGABYTES);
      }
      judge(
          "daemon: flush to spool, p50",
          "s",
          figures.median("pitot_daemon_flush_delay_seconds"),
          MOST_SECONDS_TO_THE_SPOOL);
    } finally {
      targets.forEach(ChildProcess::close);
      targets.clear();
    }
  }

  private void network() throws Exception {
    try (ChildProcess daemon = daemon("network", "EventSource")) {
      DaemonFigures figures = new DaemonFigures(Integer.parseInt(daemon.await("port ")));
      launch(TARGETS_WITH_MANY_STACKS, MANY_STACKS);
      awaitRecorded(figures, TARGETS_WITH_MANY_STACKS);
      TimeUnit.SECONDS.sleep(WARM_SECONDS);
      double before = figures.get("pitot_daemon_sent_bytes_total");
      double windows = figures.get("pitot_daemon_windows_total");
      double events = figures.sum("pitot_daemon_events_total");
      TimeUnit.SECONDS.sleep(seconds);
      double targetMinutes = TARGETS_WITH_MANY_STACKS * seconds / 60.0;
      double bytes = (figures.get("pitot_daemon_sent_bytes_total") - before) / targetMinutes;
      figure("network: bytes per target and minute", "bytes", bytes);
      judge("network: 1,000 JVMs", "Mbit/s", bytes * 1_000 * 8 / 60 / 1e6, MOST_MEGABITS);
      figure(
          "network: events per window",
          "events",
          (figures.sum("pitot_daemon_events_total") - events)
              / (figures.get("pitot_daemon_windows_total") - windows));
    } finally {
      targets.forEach(ChildProcess::close);
    }
  }

  private ChildProcess daemon(String name, String match) throws IOException {
    return ChildProcess.java(
        Path.of(System.getProperty("java.home"), "bin/java"),
        JVM_OPTIONS,
        DaemonHost.class,
        directory.resolve(name).toString(),
        Integer.toString(collectorPort),
        match);
  }

  private void launch(int upTo, int stacks) throws IOException {
    while (targets.size() < upTo) {
      ChildProcess target =
          ChildProcess.java(
              Path.of(System.getProperty("java.home"), "bin/java"),
              List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
              EventSource.class,
              Integer.toString(EVENTS_PER_SECOND),
              Integer.toString(stacks));
      targets.add(target);
      target.await("ready");
    }
  }

  private static void awaitRecorded(DaemonFigures figures, int targets) throws Exception {
    for (int i = 0; i < MOST_SECONDS_TO_BE_RECORDED; i++) {
      if (figures.get("pitot_daemon_targets{state=\"recording\"}") >= targets) {
        return;
      }
      TimeUnit.SECONDS.sleep(1);
    }
    throw new IllegalStateException("not all %d JVMs are recorded".formatted(targets));
  }

  private record Use(
      double cpuPercent, double residentMegabytes, double heapMegabytes, double level) {}

  private Use use(ChildProcess daemon, DaemonFigures figures) throws Exception {
    long startNanos = System.nanoTime();
    long cpuNanos = ProcessUse.cpuNanos(daemon.pid());
    double events = figures.sum("pitot_daemon_events_total");
    TimeUnit.SECONDS.sleep(seconds);
    double elapsed = System.nanoTime() - startNanos;
    System.err.printf(
        Locale.ROOT,
        "load %s; %.0f events/s were folded%n",
        ProcessUse.load(),
        (figures.sum("pitot_daemon_events_total") - events) / (elapsed / 1e9));
    return new Use(
        100 * (ProcessUse.cpuNanos(daemon.pid()) - cpuNanos) / elapsed,
        ProcessUse.residentBytes(daemon.pid()) / 1e6,
        figures.get("pitot_daemon_heap_used_bytes") / 1e6,
        figures.get("pitot_daemon_detail_level"));
  }

  private static void print(String what, Use use) {
    figure(what + ", CPU", "% of a core", use.cpuPercent());
    figure(what + ", resident", "MB", use.residentMegabytes());
    figure(what + ", heap with garbage", "MB", use.heapMegabytes());
    figure(what + ", detail level", "steps", use.level());
  }

  private static void figure(String name, String unit, double value) {
    System.out.println(
        String.format(
            Locale.ROOT, "{\"figure\":\"%s\",\"unit\":\"%s\",\"value\":%.3f}", name, unit, value));
  }

  private static void judge(String name, String unit, double value, double bar) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "{\"figure\":\"%s\",\"unit\":\"%s\",\"value\":%.3f,\"bar\":%.1f,\"within\":%s}",
            name,
            unit,
            value,
            bar,
            value <= bar));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
