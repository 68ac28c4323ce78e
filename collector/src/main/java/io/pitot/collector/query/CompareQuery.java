package io.pitot.collector.query;

import io.pitot.collector.diff.Arm;
import io.pitot.collector.diff.Comparison;
import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Drift;
import io.pitot.collector.diff.FrameNames;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Subject;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import io.pitot.collector.tree.TreeBuilder;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares two selections of a service, instance by instance. Only instances of one JDK and one
 * source are compared ({@link ComparableInstances}); the rest is named.
 */
public final class CompareQuery {
  private static final int MAX_INSTANCES = 400;

  private final ProfileStore store;
  private final Selector selector;

  public CompareQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store.catalog());
  }

  /**
   * A comparison and what went into it.
   *
   * @param type with the source that was compared; the source is empty when there was no data
   * @param jdk of the compared instances; empty when there was no data
   */
  public record Answer(
      ProfileType type, String jdk, Value value, Report report, List<ArmsLeftOut> leftOut) {}

  /** Instances that were selected and not compared: of another JDK, or of another source. */
  public record ArmsLeftOut(String jdk, String source, int base, int candidate) {}

  /** One side of the question. */
  public record Side(String label, Selection selection) {}

  /**
   * Compares the candidate with the base by the usual parameters.
   *
   * @throws UnknownNameException when there is no such service or type
   * @throws QueryLimitException when it takes too much
   */
  public Answer run(Side base, Side candidate, String type, Value value) {
    return run(base, candidate, type, value, DiffParameters.DEFAULT);
  }

  /**
   * Compares the candidate with the base.
   *
   * @param parameters all but the drift, which follows from when the two ran
   * @throws UnknownNameException when there is no such service or type
   * @throws QueryLimitException when it takes too much
   */
  public Answer run(
      Side base, Side candidate, String type, Value value, DiffParameters parameters) {
    Selected baseSeries = selector.select(base.selection());
    Selected candidateSeries = selector.select(candidate.selection());
    Map<Integer, ProfileType> types = selector.types(type);
    selector.requireType(baseSeries.service(), base.selection().service(), type);
    BlockScan scan = new BlockScan(store);
    Coverage baseCoverage = Coverage.of(scan, baseSeries);
    Coverage candidateCoverage = Coverage.of(scan, candidateSeries);

    ComparableInstances choice = new ComparableInstances(types.keySet());
    choice.addBase(scan, baseSeries, baseCoverage);
    choice.addCandidate(scan, candidateSeries, candidateCoverage);
    ComparableInstances.Kind kind = choice.chosen();
    List<List<Series>> bases = choice.base(kind);
    List<List<Series>> candidates = choice.candidate(kind);
    if (bases.size() + candidates.size() > MAX_INSTANCES) {
      throw new QueryLimitException(
          "%d instances match, at most %d are compared at once: narrow the match"
              .formatted(bases.size() + candidates.size(), MAX_INSTANCES));
    }

    TreeBuilder tree =
        TreeBuilder.forInstances(
            Math.max(1, bases.size() + candidates.size()), FrameNames::comparable);
    Arm baseArm = arm(tree, 0, base.label(), scan, baseSeries, baseCoverage, bases, kind);
    Arm candidateArm =
        arm(
            tree,
            bases.size(),
            candidate.label(),
            scan,
            candidateSeries,
            candidateCoverage,
            candidates,
            kind);
    ProfileType compared =
        types.getOrDefault(kind.type(), new ProfileType(type, "", KnownType.unit(type)));
    Report report =
        Comparison.compare(
            new Subject(type, compared.unit(), value),
            tree.buildUnion(),
            baseArm,
            candidateArm,
            parameters.withDrift(drift(baseCoverage, candidateCoverage)));
    return new Answer(compared, kind.jdk(), value, report, choice.leftOut(kind, types));
  }

  private Arm arm(
      TreeBuilder tree,
      int firstColumn,
      String label,
      BlockScan scan,
      Selected selected,
      Coverage coverage,
      List<List<Series>> instances,
      ComparableInstances.Kind kind) {
    List<Arm.Instance> columns = new ArrayList<>();
    for (List<Series> instance : instances) {
      int column = firstColumn + columns.size();
      StackSums sums = new StackSums();
      if (kind.type() != 0) {
        scan.blocks(
            selected.only(instance), kind.type(), (series, key, block) -> sums.add(key, block));
      }
      sums.addTo(tree, column, store);
      long windows = instance.stream().mapToLong(coverage::windows).sum();
      columns.add(new Arm.Instance(column, windows * (double) WindowRecord.LENGTH_SECONDS));
    }
    return new Arm(label, columns);
  }

  /** Arms that were watched at the same time for the most part need no allowance for drift. */
  private static Drift drift(Coverage base, Coverage candidate) {
    long together =
        Math.min(base.toMillis(), candidate.toMillis())
            - Math.max(base.fromMillis(), candidate.fromMillis());
    long shorter =
        Math.min(
            base.toMillis() - base.fromMillis(), candidate.toMillis() - candidate.fromMillis());
    return together * 2 >= shorter ? Drift.NONE : Drift.CAUTIOUS;
  }
}
