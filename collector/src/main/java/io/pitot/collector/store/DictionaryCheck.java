package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Checks that dictionaries have no gaps, and that what refers to one stays within it. */
final class DictionaryCheck {
  private final Problems problems;
  private final Map<DictionaryScope, Integer> nodesOf = new HashMap<>();

  DictionaryCheck(Problems problems) {
    this.problems = problems;
  }

  /** Takes a chunk; all come before what refers to them. */
  void chunk(Partition partition, ByteBuffer key, ByteBuffer value) {
    BlockReader in = new BlockReader("the key of a dictionary's chunk", key);
    DictionaryScope scope =
        new DictionaryScope(in.int32(), partition, new DictionaryId(in.int32(), in.int32()));
    int firstNode = in.int32();
    in.end();
    DictionaryChunk chunk = DictionaryChunk.read(firstNode, value);
    int known = nodesOf.getOrDefault(scope, 1);
    if (firstNode != known) {
      problems.add(
          partition,
          "%s goes on at node %s where node %s was expected".formatted(scope, firstNode, known));
    } else {
      nodesOf.put(scope, known + chunk.parent().length);
    }
  }

  /** Checks an entry that needs so many nodes. */
  void reference(Partition partition, Record key, DictionaryScope scope, int nodes) {
    int known = nodesOf.getOrDefault(scope, 1);
    if (nodes > known) {
      problems.add(
          partition, "%s needs %s nodes of %s, which has %s".formatted(key, nodes, scope, known));
    }
  }

  /** Checks a block: its stacks, and whether its rows add up to its totals. */
  void block(Partition partition, Record key, RawBlock.Reader block) {
    reference(partition, key, block.dictionary(), block.version());
    long[] left = {block.totalCount(), block.totalSum()};
    block.forEach(
        (stack, count, sum) -> {
          left[0] -= count;
          left[1] -= sum;
        });
    if (left[0] != 0 || left[1] != 0) {
      problems.add(
          partition,
          "%s: the rows differ from the total by %s events, %s in sum"
              .formatted(key, left[0], left[1]));
    }
  }
}
