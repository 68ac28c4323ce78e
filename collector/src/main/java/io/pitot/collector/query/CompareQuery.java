package io.pitot.collector.query;

import io.pitot.collector.diff.Arm;
import io.pitot.collector.diff.Comparison;
import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Drift;
import io.pitot.collector.diff.Elsewhere;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Subject;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.Series;
import io.pitot.collector.store.WindowRecord;
import io.pitot.collector.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Compares two selections of a service, instance by instance. An instance is compared with those of
 * its JDK and source ({@link ComparableInstances}), and what the JDKs tell is combined; the rest is
 * named.
 */
public final class CompareQuery {
  private final ProfileStore store;
  private final Selector selector;

  public CompareQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * A comparison and what went into it.
   *
   * @param type with the source that most instances have; the source is empty when there was no
   *     data
   * @param jdk that most instances have; empty when there was no data
   * @param strata what was compared with each other, that of {@code jdk} first
   */
  public record Answer(
      ProfileType type,
      String jdk,
      Value value,
      Report report,
      List<ArmsLeftOut> strata,
      List<ArmsLeftOut> leftOut) {}

  /** How many instances there are of a JDK and a source. */
  public record ArmsLeftOut(String jdk, String source, int base, int candidate) {}

  /** One side of the question. */
  public record Side(String label, Selection selection) {}

  /**
   * What else can be asked.
   *
   * @param requestType a profile type whose events are the requests that an instance served: cost
   *     is then compared by request; empty for the one that daemons count them by, if they do;
   *     {@link #NO_REQUESTS} to compare by share all the same
   */
  public record Options(DiffParameters parameters, String requestType) {
    /** In place of a type. */
    public static final String NO_REQUESTS = "none";

    /** As docs/differ.md tells. */
    public static final Options DEFAULT = new Options(DiffParameters.DEFAULT, "");
  }

  /**
   * Compares the candidate with the base by the usual parameters.
   *
   * @throws UnknownNameException when there is no such service or type
   * @throws QueryLimitException when it takes too much
   */
  public Answer run(Side base, Side candidate, String type, Value value) {
    return run(base, candidate, type, value, Options.DEFAULT);
  }

  /** The same with other bars; the drift follows from when the two ran. */
  public Answer run(
      Side base, Side candidate, String type, Value value, DiffParameters parameters) {
    return run(base, candidate, type, value, new Options(parameters, ""));
  }

  /**
   * Compares the candidate with the base.
   *
   * @throws UnknownNameException when there is no such service or type
   * @throws QueryLimitException when it takes too much
   */
  public Answer run(Side base, Side candidate, String type, Value value, Options options) {
    if (type.equals(PauseComparison.TYPE)) {
      return pauses(base, candidate, options);
    }
    Selected baseSeries = selector.select(base.selection());
    Selected candidateSeries = selector.select(candidate.selection());
    Map<Integer, ProfileType> types = selector.types(type);
    selector.requireType(baseSeries.service(), base.selection().service(), type);
    List<Coverage> coverage = coverage(List.of(baseSeries, candidateSeries));
    ChosenInstances chosen =
        new ChosenInstances(
            base.label(),
            new InstanceAges.Arm(baseSeries, coverage.get(0)),
            candidate.label(),
            new InstanceAges.Arm(candidateSeries, coverage.get(1)));
    InstanceAges.Arm baseAges = chosen.base();
    InstanceAges.Arm candidateAges = chosen.candidate();
    InstanceAges ages = InstanceAges.of(baseAges, candidateAges);
    ArmData baseData =
        ArmData.read(store, baseAges.selected(), coverage.get(0), ages, types.keySet());
    ArmData candidateData =
        ArmData.read(store, candidateAges.selected(), coverage.get(1), ages, types.keySet());

    ComparableInstances choice = new ComparableInstances(baseData, candidateData);
    List<ComparableInstances.Kind> kinds = choice.compared();
    UnionBuilder union = new UnionBuilder(store, kinds.size() > 1);
    Requests requests = requests(type, options.requestType());
    Arm baseArm = arm(union, base.label(), baseData, kinds, choice::base, requests);
    Arm candidateArm =
        arm(union, candidate.label(), candidateData, kinds, choice::candidate, requests);
    Drift drift = drift(coverage.get(0), coverage.get(1));
    List<Arm> past =
        drift.equals(Drift.NONE)
            ? List.of()
            : pastArms(union, base, candidate, types, kinds.get(0), requests);

    ComparableInstances.Kind first = kinds.get(0);
    ProfileType compared =
        types.getOrDefault(first.type(), new ProfileType(type, "", KnownType.unit(type)));
    boolean sameSource = kinds.stream().allMatch(kind -> kind.type() == first.type());
    Report report =
        Comparison.compare(
            new Subject(type, compared.unit(), value, sameSource),
            union.build(),
            baseArm,
            candidateArm,
            options.parameters().withDrift(drift),
            past,
            Elsewhere.telling(new WaitsInPauses(store, type, ages, baseAges, candidateAges)::told));
    return new Answer(
        compared,
        first.jdk(),
        value,
        report
            .noting(chosen.notes())
            .noting(ages.notes())
            .noting(requestNotes(baseArm, candidateArm)),
        strata(kinds, choice, types),
        choice.leftOut(kinds, types));
  }

  /** Whether a side may hold events of the type, as far as can be told without reading them. */
  public boolean mayHold(Side base, Side candidate, String type) {
    return mayHold(selector.select(base.selection()), type)
        || mayHold(selector.select(candidate.selection()), type);
  }

  private boolean mayHold(Selected side, String type) {
    return type.equals(PauseComparison.TYPE)
        ? PauseArm.isAnyIn(store, side)
        : selector.types(type).keySet().stream()
            .anyMatch(
                number ->
                    side.series().stream()
                        .anyMatch(series -> selector.isIn(side.range(), series, number)));
  }

  private Answer pauses(Side base, Side candidate, Options options) {
    Report alloc = run(base, candidate, "alloc", Value.SUM, options).report();
    Selected baseSeries = selector.select(base.selection());
    Selected candidateSeries = selector.select(candidate.selection());
    List<Coverage> coverage = coverage(List.of(baseSeries, candidateSeries));
    InstanceAges ages =
        InstanceAges.of(
            new InstanceAges.Arm(baseSeries, coverage.get(0)),
            new InstanceAges.Arm(candidateSeries, coverage.get(1)));
    PauseComparison comparison =
        new PauseComparison(
            PauseArm.read(store, baseSeries, coverage.get(0), ages),
            PauseArm.read(store, candidateSeries, coverage.get(1), ages));
    Drift drift = drift(coverage.get(0), coverage.get(1));
    Answer answer =
        comparison.run(
            base.label(), candidate.label(), options.parameters().withDrift(drift), alloc);
    return new Answer(
        answer.type(),
        answer.jdk(),
        answer.value(),
        answer.report().noting(ages.notes()),
        answer.strata(),
        answer.leftOut());
  }

  private List<Coverage> coverage(List<Selected> arms) {
    return Parallel.map(
        arms,
        () -> {
          BlockScan scan = new BlockScan(store);
          Function<Selected, Coverage> work = selected -> Coverage.of(scan, selected);
          return work;
        });
  }

  private static List<ArmsLeftOut> strata(
      List<ComparableInstances.Kind> kinds,
      ComparableInstances choice,
      Map<Integer, ProfileType> types) {
    return kinds.stream()
        .filter(kind -> kind.type() != 0)
        .map(
            kind ->
                new ArmsLeftOut(
                    kind.jdk(),
                    types.get(kind.type()) == null ? "" : types.get(kind.type()).source(),
                    choice.base(kind).size(),
                    choice.candidate(kind).size()))
        .toList();
  }

  private static Arm arm(
      UnionBuilder union,
      String label,
      ArmData data,
      List<ComparableInstances.Kind> kinds,
      Function<ComparableInstances.Kind, List<List<Series>>> instancesOf,
      Requests requests) {
    List<Arm.Instance> instances = new ArrayList<>();
    for (int stratum = 0; stratum < kinds.size(); stratum++) {
      ComparableInstances.Kind kind = kinds.get(stratum);
      for (List<Series> instance : instancesOf.apply(kind)) {
        List<SeriesSums> sums = new ArrayList<>();
        long windows = 0;
        for (Series series : instance) {
          windows += data.windows(series);
          SeriesSums ofSeries = data.sums(series).get(kind.type());
          if (ofSeries != null) {
            sums.add(ofSeries);
          }
        }
        instances.add(
            new Arm.Instance(
                union.add(sums),
                windows * (double) WindowRecord.LENGTH_SECONDS,
                OptionalDouble.empty(),
                stratum,
                requests.count(data, instance)));
      }
    }
    return new Arm(label, instances);
  }

  private Requests requests(String compared, String asked) {
    String type = asked.isEmpty() ? Requests.TYPE : asked;
    return type.equals(Options.NO_REQUESTS) || compared.equals(type)
        ? Requests.none(store)
        : new Requests(store, selector.types(type).keySet(), new Budget());
  }

  /** What a person has to know about requests that only some instances count. */
  private static List<String> requestNotes(Arm base, Arm candidate) {
    long known = counting(base) + counting(candidate);
    long all = (long) base.instances().size() + candidate.instances().size();
    return known == 0 || known == all
        ? List.of()
        : List.of(
            ("Requests are known of %s of %s instances: what is compared is the share, not the cost"
                    + " by request.")
                .formatted(known, all));
  }

  private static long counting(Arm arm) {
    return arm.instances().stream().filter(instance -> instance.requests() > 0).count();
  }

  private List<Arm> pastArms(
      UnionBuilder union,
      Side base,
      Side candidate,
      Map<Integer, ProfileType> types,
      ComparableInstances.Kind kind,
      Requests requests) {
    List<Arm> arms = new ArrayList<>();
    for (Side past : new PastReleases(store.catalog(), selector).before(base, candidate)) {
      Selected selected = selector.select(past.selection());
      Coverage covered = Coverage.of(new BlockScan(store), selected);
      InstanceAges.Arm self =
          ChosenInstances.atMost(ChosenInstances.MOST / 2, new InstanceAges.Arm(selected, covered));
      InstanceAges ages = InstanceAges.of(self, self);
      ArmData data = ArmData.read(store, self.selected(), covered, ages, types.keySet());
      ComparableInstances choice = new ComparableInstances(data, data);
      arms.add(arm(union, past.label(), data, List.of(kind), choice::base, requests));
    }
    return arms;
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
