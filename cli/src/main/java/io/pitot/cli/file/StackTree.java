package io.pitot.cli.file;

import io.pitot.collector.diff.FrameNames;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.UnionTree;
import io.pitot.daemon.fold.Window;
import java.util.List;

/** The stacks of all files that are compared, by names that are the same in every JVM. */
final class StackTree {
  private final TreeBuilder tree = TreeBuilder.forInstances(1, FrameNames::comparable);
  private final boolean acrossJdks;

  /**
   * An empty tree.
   *
   * @param acrossJdks whether JVMs of several JDKs are in it: frames of the JDK between those of
   *     the application differ from one to the next and are left out then
   */
  StackTree(boolean acrossJdks) {
    this.acrossJdks = acrossJdks;
  }

  /** For each node of the window's dictionary, the root included, the node here. */
  int[] nodes(Window window) {
    int[] frameHere = new int[window.frames().size()];
    boolean[] isJdk = new boolean[frameHere.length];
    for (int i = 0; i < frameHere.length; i++) {
      frameHere[i] = tree.frame(window.frames().get(i));
      isJdk[i] = FrameNames.isJdk(window.frames().get(i));
    }
    int[] parent = window.nodeParent();
    int[] here = new int[parent.length + 1];
    int[] lastOfApplication = new int[here.length];
    for (int node = 1; node < here.length; node++) {
      int above = parent[node - 1];
      int frame = window.nodeFrame()[node - 1];
      boolean skips = acrossJdks && !isJdk[frame];
      here[node] = tree.child(skips ? lastOfApplication[above] : here[above], frameHere[frame]);
      lastOfApplication[node] = isJdk[frame] ? lastOfApplication[above] : here[node];
    }
    return here;
  }

  UnionTree build(List<UnionTree.Column> columns) {
    return tree.buildUnion(columns);
  }
}
