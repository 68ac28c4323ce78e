package io.pitot.collector.diff;

import io.pitot.collector.tree.Stacks;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.UnionTree;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.List;

/** The instances of two releases, given by their stacks. */
final class Fleet {
  static final Subject ALLOC = new Subject("alloc", "bytes", Value.SUM);
  static final Subject CPU = new Subject("cpu", "samples", Value.COUNT);
  static final Subject LOCK = new Subject("lock", "nanoseconds", Value.SUM);

  private final List<Stacks> base = new ArrayList<>();
  private final List<Stacks> candidate = new ArrayList<>();

  Fleet base(Stacks... instances) {
    base.addAll(List.of(instances));
    return this;
  }

  Fleet candidate(Stacks... instances) {
    candidate.addAll(List.of(instances));
    return this;
  }

  Report compare(Subject subject) {
    return compare(subject, DiffParameters.DEFAULT);
  }

  Report compare(Subject subject, DiffParameters parameters) {
    TreeBuilder builder =
        TreeBuilder.forInstances(base.size() + candidate.size(), FrameNames::comparable);
    return Comparison.compare(
        subject,
        build(builder),
        arm("1.0", 0, base.size()),
        arm("1.1", base.size(), candidate.size()),
        parameters);
  }

  private UnionTree build(TreeBuilder builder) {
    List<Stacks> all = new ArrayList<>(base);
    all.addAll(candidate);
    for (int i = 0; i < all.size(); i++) {
      all.get(i).addTo(builder, i);
    }
    return builder.buildUnion();
  }

  private static Arm arm(String label, int firstColumn, int size) {
    List<Arm.Instance> instances = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      instances.add(new Arm.Instance(firstColumn + i, 60));
    }
    return new Arm(label, instances);
  }
}
