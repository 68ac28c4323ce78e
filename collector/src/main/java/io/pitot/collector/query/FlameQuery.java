package io.pitot.collector.query;

import io.pitot.collector.store.FrameKindRows;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.Series;
import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.TreeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One merged profile of everything that a selection names. */
public final class FlameQuery {
  private static final long MINUTE_MILLIS = 60_000;

  private final ProfileStore store;
  private final Selector selector;
  private final KnownStacks stacks;
  private final Duration limit;

  public FlameQuery(ProfileStore store) {
    this(store, Budget.LIMIT);
  }

  /**
   * @param limit how long a query may go on
   */
  FlameQuery(ProfileStore store, Duration limit) {
    this.store = store;
    this.limit = limit;
    this.stacks = new KnownStacks(store);
    this.selector = new Selector(store);
  }

  /**
   * Merges the blocks of a type.
   *
   * @param naming whether frames that only a JVM's own numbers tell apart are merged
   * @throws UnknownNameException when there is no such service or type
   * @throws QueryLimitException when it takes too much
   */
  public FlameAnswer run(Selection selection, String type, FrameNaming naming) {
    Budget budget = new Budget(limit);
    Selected selected = selector.select(selection);
    Map<Integer, ProfileType> types = selector.types(type);
    selector.requireType(selected.service(), selection.service(), type);

    SelectedSums scan = new SelectedSums(store, selected, budget);
    Map<Integer, StackSums> sums = new TreeMap<>();
    SourceChoice sources = new SourceChoice(selected);
    for (int number : types.keySet()) {
      scan.blocks(
          number,
          (series, block) -> {
            sums.computeIfAbsent(number, n -> new StackSums()).add(block);
            sources.add(number, series, block.totalCount());
          });
    }
    Watched watched = scan.watched();
    budget.check();
    int chosen = sources.chosen();
    List<Series> contributing = sources.seriesOf(chosen);
    StackSums chosenSums = sums.get(chosen);
    ProfileType answering =
        Optional.ofNullable(types.get(chosen))
            .orElseGet(() -> new ProfileType(type, "", KnownType.unit(type)));
    return new FlameAnswer(
        answering,
        chosenSums == null ? ProfileTree.empty() : tree(selected.service(), naming, chosenSums),
        Instances.count(contributing),
        contributing.stream().mapToLong(series -> watched.windows(series.id())).sum(),
        watched.fromMillis(),
        watched.toMillis(),
        watched.losses(),
        sources.leftOut(types),
        message(selected, watched, sums.isEmpty(), type));
  }

  /**
   * How the frames of an answer ran, of the same selection and source. Of a live JVM one window of
   * each minute tells it, the first: the range begins with a minute here.
   *
   * @return kinds as children of the root, methods below them; nothing where no daemon told it
   * @throws QueryLimitException when it takes too much
   */
  public ProfileTree frameKinds(Selection selection, FlameAnswer answer, FrameNaming naming) {
    ProfileType kinds = FrameKindRows.of(answer.type());
    StackSums sums = new StackSums();
    Optional<Integer> number =
        selector.types(kinds.name()).entrySet().stream()
            .filter(type -> type.getValue().equals(kinds))
            .map(Map.Entry::getKey)
            .findAny();
    if (number.isEmpty()) {
      return ProfileTree.empty();
    }
    TimeRange range = selection.range();
    long fromMillis = Math.floorDiv(range.fromMillis(), MINUTE_MILLIS) * MINUTE_MILLIS;
    Selected selected =
        selector.select(
            new Selection(
                selection.service(),
                selection.matchers(),
                new TimeRange(fromMillis, range.toMillis())));
    new SelectedSums(store, selected, new Budget(limit))
        .blocks(number.get(), (series, block) -> sums.add(block));
    return tree(selected.service(), naming, sums);
  }

  private ProfileTree tree(int service, FrameNaming naming, StackSums sums) {
    if (stacks.mayKeep(sums)) {
      return stacks.profile(service, naming, sums);
    }
    TreeBuilder tree = TreeBuilder.forInstances(1, naming);
    sums.addTo(tree, store);
    return tree.build();
  }

  /** What is said of an empty answer. */
  private static Optional<String> message(
      Selected selected, Watched watched, boolean isEmpty, String type) {
    if (!isEmpty) {
      return Optional.empty();
    }
    if (selected.series().isEmpty()) {
      return Optional.of("no instance matches in this time: widen the range or the match");
    }
    if (watched.isEmpty()) {
      return Optional.of("no data in this time: widen the range");
    }
    return Optional.of(
        "%s instances were watched in this time and had no %s events"
            .formatted(Instances.count(selected.series()), type));
  }

  /** An answer without data, for a service of which the first window is still to come. */
  public static FlameAnswer nothingYet(String type) {
    return new FlameAnswer(
        new ProfileType(type, "", KnownType.unit(type)),
        ProfileTree.empty(),
        0,
        0,
        0,
        0,
        List.of(),
        List.of(),
        Optional.of("the first window is being collected"));
  }
}
