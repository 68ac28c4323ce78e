package io.pitot.collector.tree;

import java.io.IOException;

/**
 * Collapsed stacks, the text that flame graph tools share: a line {@code root;...;leaf VALUE} for
 * each stack with a value, in preorder.
 */
public final class CollapsedFormat {
  /** Stands for the stack of events that have none. */
  private static final String NO_STACK = "[no stack]";

  private CollapsedFormat() {}

  /** Writes the stacks of {@code tree} with their own {@code value}. */
  public static void write(ProfileTree tree, Value value, Appendable out) throws IOException {
    TreeShape shape = tree.shape();
    long[] self = tree.self(value);
    StringBuilder path = new StringBuilder();
    int[] lengthAtDepth = new int[shape.maxDepth() + 1];
    for (int node = 0; node < shape.size(); node++) {
      int depth = shape.depth()[node];
      if (depth > 0) {
        path.setLength(lengthAtDepth[depth - 1]);
        path.append(depth > 1 ? ";" : "").append(escaped(shape.nameOf(node)));
        lengthAtDepth[depth] = path.length();
      }
      if (self[node] != 0) {
        out.append(depth == 0 ? NO_STACK : path).append(' ').append(Long.toString(self[node]));
        out.append('\n');
      }
    }
  }

  /** The format has no escapes: what separates frames and lines cannot stand in a name. */
  private static String escaped(String name) {
    return name.replace(';', ',').replace('\n', ' ').replace('\r', ' ');
  }
}
