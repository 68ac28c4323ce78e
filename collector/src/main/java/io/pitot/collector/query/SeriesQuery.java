package io.pitot.collector.query;

import io.pitot.collector.store.Catalog;
import io.pitot.collector.store.FrameKindRows;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.Seen;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which series and types a service has in a range. */
public final class SeriesQuery {
  private static final List<String> USUAL_ORDER =
      List.of("cpu", "alloc", "gc_pause", "lock", "park", "map_contention", "map_resize");

  private final ProfileStore store;
  private final Catalog catalog;
  private final Selector selector;

  public SeriesQuery(ProfileStore store) {
    this.store = store;
    this.catalog = store.catalog();
    this.selector = new Selector(store);
  }

  /**
   * One series.
   *
   * @param windows that were received in the range
   * @param firstSeenMillis start of the first window that is kept, whatever the range
   * @param lastSeenMillis end of the last
   */
  public record Row(
      Map<String, String> labels,
      List<String> types,
      long windows,
      long firstSeenMillis,
      long lastSeenMillis) {}

  /**
   * One type of a service; count and sum are those of the source with the most instances.
   *
   * @param sources the JFR event types, that one first
   */
  public record TypeRow(String type, String unit, List<String> sources, long count, long sum) {}

  /**
   * The series that match, by labels.
   *
   * @param type only those that have it; empty for any
   */
  public List<Row> series(Selection selection, String type) {
    Selected selected = selector.select(selection);
    Coverage coverage = Coverage.of(new BlockScan(store), selected);
    Map<Integer, ProfileType> typeNames = catalog.types();
    List<Row> rows = new ArrayList<>();
    for (Series series : selected.series()) {
      Map<Integer, Seen> seen = catalog.seen(series.id());
      TreeSet<String> types = new TreeSet<>();
      typeNames.forEach(
          (number, named) -> {
            Seen ofType = seen.get(number);
            if (ofType != null
                && !FrameKindRows.isType(named.name())
                && selection.range().mayHold(ofType)) {
              types.add(named.name());
            }
          });
      Seen whole = seen.get(RawKey.WINDOWS);
      if (whole != null
          && coverage.windows(series) > 0
          && (type.isEmpty() || types.contains(type))) {
        rows.add(
            new Row(
                new TreeMap<>(series.labels()),
                List.copyOf(types),
                coverage.windows(series),
                whole.firstSeconds() * 1000,
                ServicesQuery.endMillis(whole)));
      }
    }
    rows.sort(Comparator.comparing(row -> row.labels().toString()));
    return rows;
  }

  /**
   * The types that have data, by name.
   *
   * @throws UnknownNameException when there is no such service
   */
  public List<TypeRow> types(String service, TimeRange range) {
    Selected selected = selector.select(new Selection(service, List.of(), range));
    Map<String, Map<Integer, ProfileType>> byName = new TreeMap<>();
    catalog
        .types()
        .forEach(
            (number, type) ->
                byName.computeIfAbsent(type.name(), n -> new TreeMap<>()).put(number, type));
    byName.keySet().removeIf(FrameKindRows::isType);
    SelectedSums scan = new SelectedSums(store, selected, new Budget());
    List<TypeRow> rows = new ArrayList<>();
    byName.forEach((name, types) -> addType(rows, scan, selected, types));
    return rows;
  }

  /**
   * What two releases of the service can be compared by, the most telling first: GC pauses too,
   * which are intervals and no type with stacks, and not the requests, by which costs are divided.
   *
   * @param types that have data
   */
  public List<String> compared(String service, TimeRange range, List<TypeRow> types) {
    Selected selected = selector.select(new Selection(service, List.of(), range));
    Set<String> there = types.stream().map(TypeRow::type).collect(Collectors.toSet());
    there.remove(Requests.TYPE);
    if (PauseArm.isAnyIn(store, selected)) {
      there.add(PauseComparison.TYPE);
    }
    return Stream.concat(USUAL_ORDER.stream(), there.stream().sorted())
        .filter(there::contains)
        .distinct()
        .toList();
  }

  private static void addType(
      List<TypeRow> rows, SelectedSums scan, Selected selected, Map<Integer, ProfileType> types) {
    SourceChoice choice = new SourceChoice(selected);
    Map<Integer, long[]> totals = new TreeMap<>();
    for (int number : types.keySet()) {
      scan.blocks(
          number,
          (series, block) -> {
            choice.add(number, series, block.totalCount());
            long[] total = totals.computeIfAbsent(number, n -> new long[2]);
            total[0] = StackSums.plus(total[0], block.totalCount());
            total[1] = StackSums.plus(total[1], block.totalSum());
          });
    }
    ProfileType answering = types.get(choice.chosen());
    long[] total = totals.get(choice.chosen());
    if (answering != null && total != null) {
      List<String> sources = new ArrayList<>(List.of(answering.source()));
      choice.leftOut(types).stream()
          .map(LeftOut::source)
          .distinct()
          .filter(source -> !source.equals(answering.source()))
          .forEach(sources::add);
      rows.add(new TypeRow(answering.name(), answering.unit(), sources, total[0], total[1]));
    }
  }
}
