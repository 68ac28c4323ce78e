package io.pitot.collector.http;

import io.pitot.collector.query.FlameAnswer;
import io.pitot.collector.query.LeftOut;
import io.pitot.collector.query.MatchExpression;
import io.pitot.collector.query.Selection;
import io.pitot.collector.store.Loss;
import io.pitot.collector.tree.FrameKinds;
import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.Value;
import io.pitot.ui.SelfContainedPage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A flame graph. The tree's columns are in preorder, node 0 is the root.
 *
 * @param totalCount of everything, also of what {@code (merged)} nodes stand for
 * @param frameKinds absent when they were not asked for, without names when none are known
 */
record FlameJson(
    String service,
    String type,
    String unit,
    String source,
    String value,
    String match,
    long fromMillis,
    long toMillis,
    long coveredFromMillis,
    long coveredToMillis,
    int instances,
    long windows,
    long totalCount,
    long totalSum,
    List<Loss> losses,
    List<LeftOut> leftOut,
    @Nullable String message,
    @Nullable List<TargetJson> collecting,
    @Nullable FrameKinds frameKinds,
    int nodes,
    int mergedNodes,
    Tree tree) {

  /** The columns; {@code self} is of the asked value. */
  record Tree(int version, List<String> names, int[] depth, int[] name, long[] self) {}

  static FlameJson of(
      FlameAnswer answer,
      Selection selection,
      Value value,
      int maxNodes,
      List<TargetJson> collecting,
      @Nullable ProfileTree kinds) {
    ProfileTree tree = answer.tree().pruned(value, maxNodes);
    return new FlameJson(
        selection.service(),
        answer.type().name(),
        answer.type().unit(),
        answer.type().source(),
        value.name().toLowerCase(Locale.ROOT),
        MatchExpression.text(selection.matchers()),
        selection.range().fromMillis(),
        selection.range().toMillis(),
        answer.coveredFromMillis(),
        answer.coveredToMillis(),
        answer.instances(),
        answer.windows(),
        tree.totalCount(),
        tree.totalSum(),
        answer.losses(),
        answer.leftOut(),
        answer.message().orElse(null),
        collecting.isEmpty() ? null : collecting,
        kinds == null ? null : FrameKinds.of(kinds, tree.shape()),
        tree.size(),
        tree.mergedNodes(),
        new Tree(
            SelfContainedPage.PROFILE_VERSION,
            tree.shape().names(),
            tree.shape().depth(),
            tree.shape().name(),
            tree.self(value)));
  }
}
