package io.pitot.collector.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The dictionary that the sums of one service's hour are written with: stacks of the windows'
 * dictionaries are looked up in it by number.
 */
final class HourDictionary implements SumStacks {
  private final DictionaryCache cache;
  private final DictionaryScope scope;
  private final DictionaryWriter writer;
  private final Map<DictionaryScope, int[]> stackOfNode = new HashMap<>();

  HourDictionary(DictionaryCache cache, DictionaryScope scope, DictionaryWriter writer) {
    this.cache = cache;
    this.scope = scope;
    this.writer = writer;
  }

  DictionaryScope scope() {
    return scope;
  }

  int nodes() {
    return writer.nodes();
  }

  @Override
  public void add(RawBlock.Reader block, StackTallies tallies) {
    int[] stackOf = stacksOf(block.dictionary(), block.version());
    StackTally tally = tallies.of(scope.id());
    block.forEach((stack, count, sum) -> tally.add(stackOf[stack], count, sum));
  }

  /** For each node of a dictionary, as far as it is needed, the node here. */
  int[] stacksOf(DictionaryScope dictionary, int version) {
    int[] known = stackOfNode.get(dictionary);
    if (known != null && known.length >= version) {
      return known;
    }
    // All of it: what a dictionary of a day holds, some hour of the day needs.
    int[] mapped = map(cache.get(dictionary, version));
    stackOfNode.put(dictionary, mapped);
    return mapped;
  }

  private int[] map(Dictionary from) {
    int[] frames = new int[from.frames()];
    Arrays.fill(frames, -1);
    int[] nodes = new int[from.nodes()];
    for (int node = 1; node < nodes.length; node++) {
      int frame = from.frame(node);
      if (frames[frame] < 0) {
        frames[frame] = writer.frame(from.name(frame));
      }
      nodes[node] = writer.child(nodes[from.parent(node)], frames[frame]);
    }
    return nodes;
  }

  @Override
  public List<Put> drain() {
    return writer.drain().stream()
        .map(
            chunk ->
                new Put(
                    scope.partition(),
                    new DictionaryKey(scope.service(), scope.id(), chunk.firstNode()).toBytes(),
                    chunk.toBytes()))
        .toList();
  }
}
