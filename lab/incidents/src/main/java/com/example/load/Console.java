package com.example.load;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Prints a line about the last few seconds. */
public final class Console {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PrintStream out;
  private long dueNanos = EVERY_NANOS;
  private long lastNanos = System.nanoTime();

  public Console(PrintStream out) {
    this.out = out;
  }

  /** Whether it is time for a line; then the next one is due some seconds later. */
  boolean isDue(long elapsedNanos) {
    boolean due = elapsedNanos >= dueNanos;
    if (due) {
      dueNanos += EVERY_NANOS;
    }
    return due;
  }

  void print(long[] latencyNanos, long turnedAway, long failed, String damage) {
    long nowNanos = System.nanoTime();
    double seconds = (nowNanos - lastNanos) / 1e9;
    lastNanos = nowNanos;
    out.printf(
        "%.0f requests/s, p50 %.1f ms, p99 %.1f ms, %d turned away, %d failed; %s%n",
        latencyNanos.length / seconds,
        millis(latencyNanos, 0.5),
        millis(latencyNanos, 0.99),
        turnedAway,
        failed,
        damage);
  }

  private static double millis(long[] sortedNanos, double quantile) {
    return sortedNanos.length == 0
        ? Double.NaN
        : sortedNanos[(int) (quantile * (sortedNanos.length - 1))] / 1e6;
  }
}
