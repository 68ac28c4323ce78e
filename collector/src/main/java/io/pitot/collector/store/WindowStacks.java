package io.pitot.collector.store;

import java.util.List;

/** The numbers that stacks have in the dictionaries of their windows: nothing is looked up. */
final class WindowStacks implements SumStacks {
  @Override
  public void add(RawBlock.Reader block, StackTallies tallies) {
    block.forEach(tallies.of(block.dictionary().id())::add);
  }

  @Override
  public List<Put> drain() {
    return List.of();
  }
}
