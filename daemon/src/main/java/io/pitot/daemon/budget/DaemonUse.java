package io.pitot.daemon.budget;

import java.util.List;

/**
 * What the daemon itself uses, as reported to the collector.
 *
 * @param leftOut what windows leave out so that the budgets hold, one line; empty for nothing
 * @param residentBytes of its process
 */
public record DaemonUse(List<Budget> budgets, String leftOut, long residentBytes) {
  /** Of one that does not tell. */
  public static final DaemonUse UNKNOWN = new DaemonUse(List.of(), "", 0);

  /**
   * What may be used of one thing.
   *
   * @param usedPart when it was looked at last: 1 is all of it
   * @param limit in cores, as a part of the largest heap, in bytes, in bytes a second
   */
  public record Budget(String name, double usedPart, double limit) {}
}
