package io.pitot.benchmarks.store;

import io.pitot.benchmarks.Figure;
import io.pitot.collector.TestDaemon;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Live JVMs send over gRPC to a collector in a process of its own: first as many windows as it
 * takes, then as many as they have, one in 10 s each.
 */
final class IngestRun {
  private static final int WINDOW_SECONDS = 10;
  private static final int INSTANCES_OF_SERVICE = 20;
  private static final int SENDERS = 2;
  private static final int UNANSWERED = 16;

  private final Fleet fleet;
  private final Path data;
  private final List<Stream> streams = new ArrayList<>();
  private long windowSeconds;

  IngestRun(int jvms, Path data) {
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
      for (int i = 0; i < Math.max(1, jvms / INSTANCES_OF_SERVICE); i++) {
        streams.add(new Stream(collector.grpcPort));
      }
      long now = System.currentTimeMillis() / 1000;
      windowSeconds = (now / WINDOW_SECONDS - 360) * WINDOW_SECONDS;
      List<Batch> present = fleet.jvms.stream().map(jvm -> fleet.next(jvm).wire(0)).toList();
      peak(present, seconds); // So that all is compiled and the dictionaries hold what there is.
      report("ingest at most, %d JVMs".formatted(jvms), collector, () -> peak(present, seconds));
      report("ingest at the pace of %d JVMs".formatted(jvms), collector, () -> paced(seconds));
      long[] resident = collector.residentBytes();
      Figure.printSpread(
          "resident memory of the collector, %d series sets live".formatted(jvms),
          "MB",
          new double[] {resident[0] / 1e6, resident[1] / 1e6});
      streams.forEach(Stream::close);
    }
  }

  private interface Load {
    /** Returns how many windows were acknowledged. */
    int run() throws Exception;
  }

  private static void report(String name, CollectorProcess collector, Load load) throws Exception {
    double cpuBefore = collector.cpuMillis();
    long before = System.nanoTime();
    int windows = load.run();
    double millis = (System.nanoTime() - before) / 1e6;
    double cpu = collector.cpuMillis() - cpuBefore;
    Figure.printSpread(name, "windows/s", new double[] {windows / millis * 1000});
    Figure.printSpread(name + ", processor time", "ms/window", new double[] {cpu / windows});
    Figure.printSpread(name + ", of one core", "percent", new double[] {100 * cpu / millis});
  }

  private int paced(int seconds) throws Exception {
    int windows = seconds * fleet.jvms.size() / WINDOW_SECONDS;
    sendPaced(windows);
    return windows;
  }

  /** JVM after JVM, evenly spread over the 10 s. */
  private void sendPaced(int windows) throws Exception {
    int jvms = fleet.jvms.size();
    long start = System.nanoTime();
    for (int i = 0; i < windows; i++) {
      long due = start + TimeUnit.SECONDS.toNanos(WINDOW_SECONDS) * i / jvms;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      SimulatedJvm jvm = fleet.jvms.get(i % jvms);
      stream(i % jvms).send(fleet.next(jvm).wire(windowSeconds));
      if (i % jvms == jvms - 1) {
        windowSeconds += WINDOW_SECONDS;
      }
    }
    windowSeconds += WINDOW_SECONDS;
    for (Stream stream : streams) {
      stream.await(0);
    }
  }

  /** The same windows at ever later times, without a pause. */
  private int peak(List<Batch> windows, int seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int[] sent = new int[SENDERS];
    List<Thread> senders = new ArrayList<>();
    for (int s = 0; s < SENDERS; s++) {
      int sender = s;
      senders.add(new Thread(() -> sent[sender] = send(windows, sender, end)));
    }
    senders.forEach(Thread::start);
    for (Thread sender : senders) {
      sender.join();
    }
    int all = 0;
    for (int n : sent) {
      all += n;
    }
    return all;
  }

  private int send(List<Batch> windows, int sender, long end) {
    int sent = 0;
    try {
      for (long window = windowSeconds; System.nanoTime() < end; window += WINDOW_SECONDS) {
        for (int jvm = 0; jvm < windows.size() && System.nanoTime() < end; jvm++) {
          if (jvm / INSTANCES_OF_SERVICE % SENDERS == sender) {
            stream(jvm)
                .send(windows.get(jvm).toBuilder().setWindowStartMillis(window * 1000).build());
            sent++;
          }
        }
      }
      for (int i = sender; i < streams.size(); i += SENDERS) {
        streams.get(i).await(0);
      }
      return sent;
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Stream stream(int jvm) {
    return streams.get(jvm / INSTANCES_OF_SERVICE % streams.size());
  }

  /** One daemon's connection. */
  private static final class Stream {
    private final TestDaemon daemon;
    private int unanswered;

    private Stream(int port) throws Exception {
      daemon = TestDaemon.greet(port);
    }

    private void send(Batch batch) throws InterruptedException, IOException {
      await(UNANSWERED - 1);
      daemon.send(batch);
      unanswered++;
    }

    /** Until so many batches at most are unanswered. */
    private void await(int left) throws InterruptedException, IOException {
      while (unanswered > left || daemon.hasAnswer()) {
        ToDaemon answer = daemon.answerWithin(Duration.ofSeconds(60));
        if (answer == null || !answer.hasAck()) {
          throw new IOException("instead of an acknowledgement came " + answer);
        }
        unanswered--;
      }
    }

    private void close() {
      daemon.close();
    }
  }
}
