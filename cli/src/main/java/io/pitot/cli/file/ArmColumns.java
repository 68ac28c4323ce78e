package io.pitot.cli.file;

import io.pitot.collector.diff.Arm;
import io.pitot.collector.tree.UnionTree;
import java.util.ArrayList;
import java.util.List;

/** The columns of a tree: one for each instance, and behind it one for each of its stretches. */
final class ArmColumns {
  private final List<UnionTree.Column> all = new ArrayList<>();
  private final List<List<Integer>> stretches = new ArrayList<>();

  Arm add(String label, List<Instances.Placed> placed) {
    List<Arm.Instance> instances = new ArrayList<>();
    List<Integer> ofArm = new ArrayList<>();
    for (Instances.Placed each : placed) {
      List<UnionTree.Column> columns = new ArrayList<>();
      each.instance().sources().forEach(source -> columns.addAll(source.columns()));
      instances.add(
          new Arm.Instance(all.size(), each.instance().observedSeconds()).in(each.stratum()));
      all.add(together(columns));
      for (UnionTree.Column column : columns) {
        ofArm.add(all.size());
        all.add(column);
      }
    }
    stretches.add(ofArm);
    return new Arm(label, instances);
  }

  List<UnionTree.Column> all() {
    return all;
  }

  /** The columns of the stretches of an arm, from 0. */
  List<Integer> stretches(int arm) {
    return stretches.get(arm);
  }

  private static UnionTree.Column together(List<UnionTree.Column> columns) {
    int size = columns.stream().mapToInt(column -> column.node().length).sum();
    UnionTree.Column together = new UnionTree.Column(new int[size], new long[size], new long[size]);
    int at = 0;
    for (UnionTree.Column column : columns) {
      int length = column.node().length;
      System.arraycopy(column.node(), 0, together.node(), at, length);
      System.arraycopy(column.count(), 0, together.count(), at, length);
      System.arraycopy(column.sum(), 0, together.sum(), at, length);
      at += length;
    }
    return together;
  }
}
