package io.pitot.collector.ingest;

import java.util.List;

/**
 * What a node's daemon uses itself, as it last said.
 *
 * @param leftOut what it leaves out so that its budgets hold, one line; empty for nothing
 * @param residentBytes of its process; 0 where it does not know
 */
public record ReportedUse(String node, List<Budget> budgets, String leftOut, long residentBytes) {

  /**
   * What may be used of one thing.
   *
   * @param name {@code cpu}, {@code heap}, {@code spool} or {@code network}
   * @param usedPart when it was looked at last: 1 is all of it
   * @param limit in cores, as a part of the largest heap, in bytes, in bytes a second
   */
  public record Budget(String name, double usedPart, double limit) {}
}
