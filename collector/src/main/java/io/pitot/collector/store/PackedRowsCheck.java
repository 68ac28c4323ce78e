package io.pitot.collector.store;

import java.util.function.Consumer;

/**
 * Checks that the rows of a packed block add up to its totals: counts by window, sums by minute.
 */
final class PackedRowsCheck {
  private PackedRowsCheck() {}

  /**
   * Reads the rows.
   *
   * @param problem takes one line for each that does not add up
   */
  static void run(PackedBlock block, Consumer<String> problem) {
    try {
      add(block, problem);
    } catch (ArithmeticException e) {
      problem.accept("the rows add up to more than 2^63");
    }
  }

  private static void add(PackedBlock block, Consumer<String> problem) {
    PackedRows rows = block.rows();
    for (int window = 0; window < PackedBlock.WINDOWS; window++) {
      int minute = window / PackedBlock.WINDOWS_OF_MINUTE;
      long more = block.count(window) - rows.of(minute, 1L << window).totalCount();
      if (more != 0) {
        problem.accept(
            "the rows of window %s differ from the total by %s events".formatted(window, more));
      }
    }
    for (int minute = 0; minute < PackedBlock.WINDOWS / PackedBlock.WINDOWS_OF_MINUTE; minute++) {
      long more = -rows.of(minute, PackedBlock.ofMinute(minute)).totalSum();
      for (int i = 0; i < PackedBlock.WINDOWS_OF_MINUTE; i++) {
        more += block.sum(minute * PackedBlock.WINDOWS_OF_MINUTE + i);
      }
      if (more != 0) {
        problem.accept(
            "the rows of minute %s differ from the total by %s in sum".formatted(minute, more));
      }
    }
  }
}
