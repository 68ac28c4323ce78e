package io.pitot.collector.store;

import java.util.List;

/** In which numbers the stacks of windows are summed up. */
interface SumStacks {
  /**
   * Adds the rows of a block, which is used up.
   *
   * @throws ArithmeticException when a sum exceeds 2^63
   */
  void add(RawBlock.Reader block, StackTallies tallies);

  /** What has to be written before sums that use it. */
  List<Put> drain();
}
