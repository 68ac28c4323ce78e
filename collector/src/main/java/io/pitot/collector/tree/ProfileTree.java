package io.pitot.collector.tree;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * One merged profile: a prefix tree whose nodes carry the count and the sum of the events that
 * ended exactly there. The arrays belong to the tree and are not changed.
 *
 * @param selfCount events by node
 * @param selfSum their sum by node, in the profile type's unit
 * @param mergedNodes how many nodes were left out and are summed up in {@code (merged)} ones
 */
public record ProfileTree(TreeShape shape, long[] selfCount, long[] selfSum, int mergedNodes) {

  /** A tree that holds the root alone. */
  public static ProfileTree empty() {
    return new TreeBuilder().build();
  }

  /** The number of nodes, at least 1. */
  public int size() {
    return shape.size();
  }

  /** All events. */
  public long totalCount() {
    return LongStream.of(selfCount).sum();
  }

  /** The sum over all events. */
  public long totalSum() {
    return LongStream.of(selfSum).sum();
  }

  /** The nodes' own values. */
  public long[] self(Value value) {
    return value == Value.COUNT ? selfCount : selfSum;
  }

  /** The values of the nodes' whole subtrees. */
  public long[] inclusive(Value value) {
    return shape.inclusive(self(value));
  }

  /**
   * The same profile in at most {@code maxNodes} nodes (at least 2). The subtrees that hold least
   * of {@code value} are replaced, beside the siblings that stay, by one {@code (merged)} node each
   * parent, so that every node that stays keeps its total.
   */
  public ProfileTree pruned(Value value, int maxNodes) {
    if (size() <= maxNodes) {
      return this;
    }
    Pruning pruning = Pruning.largest(shape, self(value), maxNodes);
    long[] count = pruning.apply(selfCount);
    // Of samples each counts as one.
    long[] sum = Arrays.equals(selfCount, selfSum) ? count : pruning.apply(selfSum);
    return new ProfileTree(pruning.shape(), count, sum, mergedNodes + pruning.leftOut());
  }
}
