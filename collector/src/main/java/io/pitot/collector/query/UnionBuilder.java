package io.pitot.collector.query;

import io.pitot.collector.diff.FrameNames;
import io.pitot.collector.store.Dictionary;
import io.pitot.collector.store.DictionaryScope;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.UnionTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the sums of many series into one tree. A dictionary is walked once for all series that use
 * it; after that a series costs no more than it has stacks.
 */
final class UnionBuilder {
  private final ProfileStore store;
  private final boolean acrossJdks;
  private final TreeBuilder tree = TreeBuilder.forInstances(0, FrameNames::comparable);
  private final List<List<SeriesSums>> columns = new ArrayList<>();

  /**
   * @param acrossJdks leaves out frames of the JDK between those of the application: they differ
   *     from JDK to JDK, and what is below them would not be found again
   */
  UnionBuilder(ProfileStore store, boolean acrossJdks) {
    this.store = store;
    this.acrossJdks = acrossJdks;
  }

  /** Adds an instance; its column has the number of those that were added before. */
  int add(List<SeriesSums> instance) {
    columns.add(instance);
    return columns.size() - 1;
  }

  UnionTree build() {
    Map<DictionaryScope, int[]> nodeOf = new HashMap<>();
    usedStacks().forEach((scope, used) -> nodeOf.put(scope, nodes(scope, used)));
    return tree.buildUnion(columns.stream().parallel().map(c -> column(c, nodeOf)).toList());
  }

  private Map<DictionaryScope, boolean[]> usedStacks() {
    Map<DictionaryScope, boolean[]> used = new HashMap<>();
    for (List<SeriesSums> instance : columns) {
      for (SeriesSums sums : instance) {
        for (SeriesSums.Part part : sums.parts()) {
          boolean[] stacks =
              used.compute(part.scope(), (scope, known) -> withRoom(known, part.version()));
          for (int stack : part.stack()) {
            stacks[stack] = true;
          }
        }
      }
    }
    return used;
  }

  private static boolean[] withRoom(boolean @Nullable [] stacks, int size) {
    if (stacks == null) {
      return new boolean[size];
    }
    return stacks.length >= size ? stacks : Arrays.copyOf(stacks, size);
  }

  /** The tree's node of each used stack. */
  private int[] nodes(DictionaryScope scope, boolean[] used) {
    Dictionary dictionary = store.dictionary(scope, used.length);
    int count = 0;
    for (int stack = used.length - 1; stack > 0; stack--) {
      if (used[stack]) {
        used[dictionary.parent(stack)] = true;
        count++;
      }
    }
    tree.reserve(count);
    Frames frames = new Frames(dictionary, used);
    return acrossJdks ? nodesAcrossJdks(dictionary, used, frames) : nodes(dictionary, used, frames);
  }

  private int[] nodes(Dictionary dictionary, boolean[] used, Frames frames) {
    // Of one dictionary no two nodes are the same, unless two of its frames become one.
    boolean areNew = tree.isEmpty() && frames.areDistinct;
    int[] nodeOf = new int[used.length];
    for (int stack = 1; stack < used.length; stack++) {
      if (used[stack]) {
        int above = nodeOf[dictionary.parent(stack)];
        int frame = frames.here[dictionary.frame(stack)];
        nodeOf[stack] = areNew ? tree.newChild(above, frame) : tree.child(above, frame);
      }
    }
    return nodeOf;
  }

  private int[] nodesAcrossJdks(Dictionary dictionary, boolean[] used, Frames frames) {
    int[] nodeOf = new int[used.length];
    int[] lastOfApplication = new int[used.length];
    for (int stack = 1; stack < used.length; stack++) {
      if (!used[stack]) {
        continue;
      }
      int above = dictionary.parent(stack);
      int frame = dictionary.frame(stack);
      if (frames.isJdk[frame]) {
        nodeOf[stack] = tree.child(nodeOf[above], frames.here[frame]);
        lastOfApplication[stack] = lastOfApplication[above];
      } else {
        nodeOf[stack] = tree.child(lastOfApplication[above], frames.here[frame]);
        lastOfApplication[stack] = nodeOf[stack];
      }
    }
    return nodeOf;
  }

  /** The tree's frames by those of a dictionary, as far as they are used. */
  private final class Frames {
    private final int[] here;
    private final boolean[] isJdk;
    private final boolean areDistinct;

    private Frames(Dictionary dictionary, boolean[] used) {
      here = new int[dictionary.frames()];
      isJdk = new boolean[here.length];
      Arrays.fill(here, -1);
      BitSet distinct = new BitSet();
      int count = 0;
      for (int stack = 1; stack < used.length; stack++) {
        int frame = used[stack] ? dictionary.frame(stack) : 0;
        if (used[stack] && here[frame] < 0) {
          here[frame] = tree.frame(dictionary.name(frame));
          isJdk[frame] = FrameNames.isJdk(dictionary.name(frame));
          distinct.set(here[frame]);
          count++;
        }
      }
      areDistinct = distinct.cardinality() == count;
    }
  }

  private static UnionTree.Column column(
      List<SeriesSums> instance, Map<DictionaryScope, int[]> nodeOf) {
    int size = 0;
    for (SeriesSums sums : instance) {
      for (SeriesSums.Part part : sums.parts()) {
        size += part.stack().length;
      }
    }
    int[] node = new int[size];
    long[] count = new long[size];
    long[] sum = new long[size];
    int at = 0;
    for (SeriesSums sums : instance) {
      for (SeriesSums.Part part : sums.parts()) {
        int[] nodes = nodeOf.getOrDefault(part.scope(), new int[0]);
        for (int i = 0; i < part.stack().length; i++, at++) {
          node[at] = nodes[part.stack()[i]];
          count[at] = part.count()[i];
          sum[at] = part.sum()[i];
        }
      }
    }
    return new UnionTree.Column(node, count, sum);
  }
}
