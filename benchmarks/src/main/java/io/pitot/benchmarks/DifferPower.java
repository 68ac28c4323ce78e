package io.pitot.benchmarks;

import io.pitot.collector.diff.PowerTable;

/**
 * {@code benchmarks/run differ-power [TRIALS [FIRST [END]]]}: how often the differ is right,
 * counted over simulated releases (1,000 of each kind); the table of docs/differ.md.
 */
final class DifferPower {
  private DifferPower() {}

  public static void main(String[] args) {
    PowerTable.main(args);
  }
}
