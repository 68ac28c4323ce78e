package io.pitot.collector.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the methods of a profile ran, in columns. The arrays belong to the record and are not
 * changed.
 *
 * @param kinds words such as {@code interpreted}
 * @param name index into the profile's names, ascending
 * @param frames for each of these names one count for each kind: how many frames of the method ran
 *     so, a frame counting once for each event that has it on its stack
 */
public record FrameKinds(List<String> kinds, int[] name, long[] frames) {

  /**
   * The kinds of the methods that a profile names.
   *
   * @param tree kinds as children of the root, methods below them
   */
  public static FrameKinds of(ProfileTree tree, TreeShape profile) {
    TreeShape shape = tree.shape();
    List<String> kinds = new ArrayList<>();
    Map<String, Map<Integer, Long>> framesOf = new HashMap<>();
    for (int node = 1; node < shape.size(); node++) {
      if (shape.depth()[node] == 1) {
        kinds.add(shape.nameOf(node));
      } else {
        framesOf
            .computeIfAbsent(shape.nameOf(node), method -> new HashMap<>())
            .merge(kinds.size() - 1, tree.selfCount()[node], Long::sum);
      }
    }
    int[] name = new int[framesOf.size()];
    long[] frames = new long[framesOf.size() * kinds.size()];
    int rows = 0;
    for (int i = 0; i < profile.names().size(); i++) {
      Map<Integer, Long> ofMethod = framesOf.get(profile.names().get(i));
      if (ofMethod != null) {
        name[rows] = i;
        for (Map.Entry<Integer, Long> of : ofMethod.entrySet()) {
          frames[rows * kinds.size() + of.getKey()] = of.getValue();
        }
        rows++;
      }
    }
    return new FrameKinds(
        List.copyOf(kinds), Arrays.copyOf(name, rows), Arrays.copyOf(frames, rows * kinds.size()));
  }
}
