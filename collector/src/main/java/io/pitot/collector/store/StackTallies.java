package io.pitot.collector.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up counts and sums by stack, for each dictionary apart. */
final class StackTallies {
  private final Map<DictionaryId, StackTally> byDictionary = new LinkedHashMap<>();

  /** Where the rows of a dictionary are added. */
  StackTally of(DictionaryId dictionary) {
    return byDictionary.computeIfAbsent(dictionary, id -> new StackTally());
  }

  void add(RawBlock block) {
    of(block.dictionary()).add(block);
  }

  /** Hands out what was added, in blocks of so many rows, and begins anew. */
  List<RawBlock> drain(int maxRows) {
    List<RawBlock> blocks = new ArrayList<>();
    byDictionary.forEach((dictionary, tally) -> blocks.addAll(tally.drain(dictionary, maxRows)));
    return blocks;
  }
}
