package io.pitot.daemon.fold;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the columns of a {@link Window}'s tree from stacks that come in ascending order.
 *
 * <p>The order makes it cheap: what a stack shares with the tree, it shares with the stack before
 * it, so the path to that one is all that must be remembered, and nodes come out in preorder.
 */
final class PrefixTree {
  private static final Stack ROOT = new Stack();
  // A node's parent and frame as varints, a string's tag and length: upper bounds in practice.
  private static final int NODE_BYTES = 6;
  private static final int STRING_BYTES = 4;

  private final List<String> frames = new ArrayList<>(List.of(""));
  private final Map<String, Integer> frameIndices = new HashMap<>();
  private int[] parents = new int[256];
  private int[] nodeFrames = new int[256];
  private int nodes;
  private Stack last = ROOT;
  private int[] path = new int[64];
  private int sizeBytes;

  /** About what the tree takes on the wire. */
  int sizeBytes() {
    return sizeBytes;
  }

  /**
   * The node of the stack's leaf.
   *
   * @param stack the one added before or a greater one
   */
  int add(Stack stack) {
    int shared = last.commonDepth(stack);
    if (stack.depth() >= path.length) {
      path = Arrays.copyOf(path, Math.max(stack.depth() + 1, path.length * 2));
    }
    for (int depth = shared; depth < stack.depth(); depth++) {
      path[depth + 1] = newNode(path[depth], stack.frame(depth));
    }
    last = stack;
    return path[stack.depth()];
  }

  List<String> frames() {
    return List.copyOf(frames);
  }

  int[] nodeParents() {
    return Arrays.copyOf(parents, nodes);
  }

  int[] nodeFrames() {
    return Arrays.copyOf(nodeFrames, nodes);
  }

  private int newNode(int parent, String frame) {
    if (nodes == parents.length) {
      parents = Arrays.copyOf(parents, nodes * 2);
      nodeFrames = Arrays.copyOf(nodeFrames, nodes * 2);
    }
    parents[nodes] = parent;
    nodeFrames[nodes] = frameIndex(frame);
    sizeBytes += NODE_BYTES;
    nodes++;
    return nodes;
  }

  private int frameIndex(String frame) {
    @Nullable Integer known = frameIndices.get(frame);
    if (known != null) {
      return known;
    }
    int index = frames.size();
    frames.add(frame);
    frameIndices.put(frame, index);
    sizeBytes += STRING_BYTES + frame.getBytes(StandardCharsets.UTF_8).length;
    return index;
  }
}
