package io.pitot.benchmarks.parse;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * All readers in turn on one recording, in one process, until their code is compiled; then as often
 * again, measured.
 */
final class WarmRun {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Path recording;
  private final int warmUp;
  private final int measured;

  /** CPU milliseconds by round. */
  record Times(Map<Reader, double[]> readers, double[] fold) {
    double[] of(Reader reader) {
      return Objects.requireNonNull(readers.get(reader));
    }
  }

  WarmRun(Path recording, int warmUp, int measured) {
    this.recording = recording;
    this.warmUp = warmUp;
    this.measured = measured;
  }

  Times run() throws Exception {
    Map<Reader, double[]> millis = new EnumMap<>(Reader.class);
    for (Reader reader : Reader.values()) {
      millis.put(reader, new double[measured]);
    }
    double[] fold = new double[measured];
    for (int round = -warmUp; round < measured; round++) {
      for (Map.Entry<Reader, double[]> reader : millis.entrySet()) {
        double took = cpuMillis(reader.getKey());
        if (round >= 0) {
          reader.getValue()[round] = took;
        }
      }
      long start = CpuClock.threadNanos();
      FoldPath.fold(recording);
      if (round >= 0) {
        fold[round] = (CpuClock.threadNanos() - start) / NANOS_PER_MILLI;
      }
    }
    return new Times(millis, fold);
  }

  private double cpuMillis(Reader reader) throws Exception {
    boolean ownThreads = reader == Reader.JMC;
    long start = ownThreads ? CpuClock.processNanos() : CpuClock.threadNanos();
    reader.read(recording);
    long end = ownThreads ? CpuClock.processNanos() : CpuClock.threadNanos();
    return (end - start) / NANOS_PER_MILLI;
  }
}
