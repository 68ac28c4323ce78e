package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * Live JVMs send over gRPC to a collector in a process of its own: first as many windows as they
 * have, one in 10 s each, then as many as it takes, JVM after JVM, and then from all daemons at
 * once.
 */
final class IngestRun {
  private static final int WINDOW_SECONDS = 10;
  private static final int INSTANCES_OF_SERVICE = 20;

  /** How many windows are on their way at any time where JVMs send one after the other. */
  private static final int ON_THE_WAY = 2;

  private final Fleet fleet;
  private final int daemons;
  private final Path data;
  private final boolean isCompressed;
  private final List<WindowStream> streams = new ArrayList<>();
  private final List<byte[]> present = new ArrayList<>();
  private long windowSeconds;

  /**
   * @param daemons that the JVMs are spread over; 0 for one of each service
   * @param isCompressed whether windows come compressed, as daemons send them
   */
  IngestRun(int jvms, int daemons, Path data, boolean isCompressed) {
    this.isCompressed = isCompressed;
    this.daemons = daemons > 0 ? daemons : Math.max(1, jvms / INSTANCES_OF_SERVICE);
    this.fleet =
        Fleet.of(
            Math.max(1, jvms / INSTANCES_OF_SERVICE),
            Math.min(jvms, INSTANCES_OF_SERVICE),
            SimulatedJvm.ALL_TYPES);
    this.data = data;
  }

  void run(int seconds) throws Exception {
    int jvms = fleet.jvms.size();
    try (CollectorProcess collector = CollectorProcess.start(data)) {
      for (int i = 0; i < daemons; i++) {
        streams.add(new WindowStream(collector.grpcPort, isCompressed));
      }
      long now = System.currentTimeMillis() / 1000;
      windowSeconds = (now / WINDOW_SECONDS - 360) * WINDOW_SECONDS;
      for (SimulatedJvm jvm : fleet.jvms) {
        present.add(next(jvm));
      }
      Figure.printSpread(
          "a window on the wire",
          "kB",
          present.stream().mapToDouble(window -> window.length / 1e3).toArray());
      String pace =
          "ingest at the pace of %d JVMs, %d daemons%s".formatted(jvms, daemons, compressed());
      sendPaced(seconds); // So that most is compiled and dictionaries hold most of what there is.
      report(pace, collector, () -> sendPaced(seconds));
      long[] resident = collector.residentBytes();
      print("resident memory of the collector: " + pace, "MB", resident[0] / 1e6);
      String most = "ingest at most, %d JVMs, %d daemons%s".formatted(jvms, daemons, compressed());
      oneAfterTheOther(seconds);
      report(most + ", JVM after JVM", collector, () -> oneAfterTheOther(seconds));
      allAtOnce(seconds);
      report(most + ", all at once", collector, () -> allAtOnce(seconds));
      awaitAll();
      resident = collector.residentBytes();
      print("resident memory of the collector: " + most, "MB", resident[0] / 1e6);
      print("resident memory of the collector, the most of all", "MB", resident[1] / 1e6);
      print("windows that were sent again", "windows", sum(WindowStream::sentAgain));
      print("streams that the collector ended", "streams", sum(WindowStream::timesEnded));
      streams.forEach(WindowStream::close);
    }
  }

  private int sum(ToIntFunction<WindowStream> count) {
    return streams.stream().mapToInt(count).sum();
  }

  private void awaitAll() throws IOException {
    for (WindowStream stream : streams) {
      stream.await();
    }
  }

  private static void print(String name, String unit, double value) {
    Figure.printSpread(name, unit, new double[] {value});
  }

  private String compressed() {
    return isCompressed ? ", compressed" : "";
  }

  private byte[] next(SimulatedJvm jvm) throws IOException {
    byte[] window = fleet.next(jvm).encoded();
    return isCompressed ? WindowMessage.compressed(window) : window;
  }

  private interface Load {
    void run() throws Exception;
  }

  private void report(String name, CollectorProcess collector, Load load) throws Exception {
    double cpuBefore = collector.cpuMillis();
    double loadBefore = cpuMillisOfLoad();
    int acknowledgedBefore = sum(WindowStream::acknowledged);
    long before = System.nanoTime();
    load.run();
    double millis = (System.nanoTime() - before) / 1e6;
    int windows = sum(WindowStream::acknowledged) - acknowledgedBefore;
    double cpu = collector.cpuMillis() - cpuBefore;
    print(name, "windows/s", windows / millis * 1000);
    print(name + ", processor time", "ms/window", cpu / windows);
    print(name + ", of one core", "percent", 100 * cpu / millis);
    print(
        name + ", processor time of the load",
        "ms/window",
        (cpuMillisOfLoad() - loadBefore) / windows);
  }

  /** Of this process, which sends. */
  private static double cpuMillisOfLoad() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e6;
  }

  /**
   * JVM after JVM, evenly spread over the 10 s. To compress takes more than the machine has, so
   * what is compressed is sent again and again.
   */
  private void sendPaced(int seconds) throws IOException {
    int jvms = fleet.jvms.size();
    int windows = seconds * jvms / WINDOW_SECONDS;
    long start = System.nanoTime();
    for (int i = 0; i < windows; i++) {
      byte[] window = isCompressed ? present.get(i % jvms) : next(fleet.jvms.get(i % jvms));
      long due = start + TimeUnit.SECONDS.toNanos(WINDOW_SECONDS) * i / jvms;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      streams.get(streamOf(i % jvms)).add(window, windowSeconds);
      if (i % jvms == jvms - 1) {
        windowSeconds += WINDOW_SECONDS;
      }
    }
    windowSeconds += WINDOW_SECONDS;
    awaitAll();
  }

  /** The same windows at ever later times: those of a service follow each other. */
  private void oneAfterTheOther(int seconds) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Deque<WindowStream> onTheWay = new ArrayDeque<>();
    int sent = 0;
    for (; System.nanoTime() < end; sent++) {
      int jvm = sent % present.size();
      while (onTheWay.size() == ON_THE_WAY
          && !onTheWay.element().isAllSent()
          && System.nanoTime() < end) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
      }
      if (onTheWay.size() == ON_THE_WAY) {
        onTheWay.remove();
      }
      WindowStream stream = streams.get(streamOf(jvm));
      long round = sent / present.size();
      stream.add(present.get(jvm), windowSeconds + round * WINDOW_SECONDS);
      onTheWay.add(stream);
    }
    windowSeconds += (sent / present.size() + 1L) * WINDOW_SECONDS;
    awaitAll();
  }

  /**
   * The same windows at ever later times, to each stream the next as soon as it has sent one: what
   * follows each other is of different services, and messages of all streams are on the way.
   */
  private void allAtOnce(int seconds) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int[] sent = new int[streams.size()];
    while (System.nanoTime() < end) {
      boolean isAnySent = false;
      for (int i = 0; i < streams.size(); i++) {
        if (streams.get(i).isAllSent()) {
          int jvm = firstOf(i) + sent[i] % (firstOf(i + 1) - firstOf(i));
          int round = sent[i]++ / (firstOf(i + 1) - firstOf(i));
          streams.get(i).add(present.get(jvm), windowSeconds + (long) round * WINDOW_SECONDS);
          isAnySent = true;
        }
      }
      if (!isAnySent) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
    windowSeconds += (Arrays.stream(sent).max().orElse(0) + 1L) * WINDOW_SECONDS;
  }

  /** JVMs that follow each other share a stream. */
  private int firstOf(int stream) {
    return (stream * fleet.jvms.size() + streams.size() - 1) / streams.size();
  }

  private int streamOf(int jvm) {
    return (int) ((long) jvm * streams.size() / fleet.jvms.size());
  }
}
