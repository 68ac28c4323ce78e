package io.pitot.daemon.budget;

import java.util.Map;

/**
 * What a daemon may use.
 *
 * @param cpuShare of one core; 0.25 is a quarter
 * @param heapShare of its own largest heap, after a collection
 * @param spoolBytes on disk, for what the collector has not taken yet; the oldest goes first
 * @param networkBytesPerSecond sent to the collector
 */
public record Budgets(
    double cpuShare, double heapShare, long spoolBytes, long networkBytesPerSecond) {
  /** Of a daemon with its own process. */
  public static final Budgets DEFAULT = new Budgets(0.25, 0.85, 256L << 20, 1L << 20);

  /** The limits by the names of the budgets. */
  Map<String, Double> byBudget() {
    return Map.of(
        "cpu",
        cpuShare,
        "heap",
        heapShare,
        "spool",
        (double) spoolBytes,
        "network",
        (double) networkBytesPerSecond);
  }

  /** Of one that shares a process with others: nothing can be told apart there. */
  public static final Budgets SHARED_PROCESS =
      new Budgets(Double.MAX_VALUE, Double.MAX_VALUE, 256L << 20, 1L << 30);
}
