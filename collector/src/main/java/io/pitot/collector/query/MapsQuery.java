package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.AgentEvents;
import io.pitot.collector.store.IntervalKind.Locks;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.Series;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Maps that were contended, resized or raced for, as the agents in the JVMs tell. */
public final class MapsQuery {
  /** A site is told when the map is first seen, which may be long before the range. */
  private static final long SITES_BEFORE_MILLIS = 86_400_000;

  private static final int MAX_MAPS = 20_000;
  private static final int DEFAULT_POINTS = 120;
  private static final int MAX_POINTS = 240;

  private final ProfileStore store;
  private final Selector selector;

  public MapsQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /** A map in its JVM. */
  record MapId(int series, long id) {}

  private record Site(String field, String holder, String certainty) {}

  private record Key(String mapClass, String site) {}

  /** What the agents told in the range, over all of it. */
  MapsAnswer run(Selection selection, int limit) {
    TimeRange range = selection.range();
    return run(selection, range.toSeconds() - range.fromSeconds(), limit);
  }

  /**
   * What the agents told in the range.
   *
   * @param stepSeconds of the lines over time; 0 for one that suits the range
   * @param limit of maps; those that lost most are told
   */
  public MapsAnswer run(Selection selection, long stepSeconds, int limit) {
    SelectedIntervals intervals = selector.selectIntervals(selection);
    Selected selected = intervals.selected();
    Steps steps = Steps.of(intervals, stepSeconds, DEFAULT_POINTS, MAX_POINTS);
    Map<MapId, Site> sites = sites(selection);
    Coverage coverage = Coverage.of(new BlockScan(store), selected);
    StackTexts stacks = new StackTexts(store);
    IntervalScan scan = new IntervalScan(store);
    Map<Key, MapSums> maps = new HashMap<>();
    Map<MapId, String> frames = new HashMap<>();
    scan.tables(
        selected,
        IntervalKind.LOCKS,
        (series, key, stored) -> addWaits(maps, sites, frames, steps, stacks, series, key, stored));
    TreeMap<String, MapsAnswer.Agent> agents = new TreeMap<>();
    long[] leftOut = new long[1];
    scan.tables(
        selected,
        IntervalKind.AGENT_EVENTS,
        (series, key, stored) -> {
          leftOut[0] += stored.table().at(AgentEvents.LEFT_OUT, 0);
          AgentEvent.forEach(
              series,
              key,
              stored,
              stacks,
              event -> {
                if (event.type().equals("pitot.AgentStatus")) {
                  agents.put(Instances.of(series), agent(event));
                } else {
                  addEvent(maps, sites, frames, steps, key, event);
                }
              });
        });
    maps.values().removeIf(MapSums::isEmpty);
    return new MapsAnswer(
        Instances.count(selected.series()),
        selected.series().stream().mapToLong(coverage::windows).sum(),
        coverage.losses(),
        steps.stepSeconds(),
        steps.startSeconds() * 1000,
        maps.values().stream()
            .sorted(
                Comparator.comparingLong((MapSums sums) -> -sums.lostNanos())
                    .thenComparingLong(sums -> -sums.races())
                    .thenComparing(MapSums::name))
            .limit(limit)
            .map(MapSums::toMap)
            .toList(),
        List.copyOf(agents.values()),
        leftOut[0],
        intervals.detailFromMillis());
  }

  private Map<MapId, Site> sites(Selection selection) {
    TimeRange range = selection.range();
    TimeRange longer =
        new TimeRange(Math.max(0, range.fromMillis() - SITES_BEFORE_MILLIS), range.toMillis());
    Selected selected =
        selector
            .selectIntervals(new Selection(selection.service(), selection.matchers(), longer))
            .selected();
    Map<MapId, Site> sites = new HashMap<>();
    StackTexts stacks = new StackTexts(store);
    new IntervalScan(store)
        .tables(
            selected,
            IntervalKind.AGENT_EVENTS,
            (series, key, stored) ->
                AgentEvent.forEach(
                    series,
                    key,
                    stored,
                    stacks,
                    event -> {
                      if (event.type().equals("pitot.MapSite")) {
                        sites.put(
                            new MapId(series.id(), event.number("mapId")),
                            new Site(site(event), event.text("holder"), event.text("certainty")));
                      }
                    }));
    return sites;
  }

  private static String site(AgentEvent event) {
    String field = event.text("field");
    if (!field.isEmpty()) {
      return field;
    }
    List<String> stack = event.stack("firstStack");
    return WaitWords.applicationFrame(stack, "").replaceAll("\\(.*", "");
  }

  private static void addWaits(
      Map<Key, MapSums> maps,
      Map<MapId, Site> sites,
      Map<MapId, String> frames,
      Steps steps,
      StackTexts stacks,
      Series series,
      IntervalKey key,
      IntervalTable.Stored stored) {
    IntervalTable table = stored.table();
    int bucket = 0;
    for (int row = 0; row < table.rows(); row++) {
      int end = bucket + (int) table.at(Locks.BUCKETS, row);
      String kind = table.text(Locks.KIND, row);
      if (WaitWords.isMap(kind)) {
        String mapClass = table.text(Locks.LOCK_CLASS, row);
        List<String> stack = stacks.of(key, stored, table.at(Locks.STACK, row));
        MapId id = new MapId(series.id(), table.at(Locks.LOCK_ID, row));
        frames.putIfAbsent(id, WaitWords.applicationFrame(stack, mapClass));
        MapSums sums = sumsOf(maps, sites, frames, steps, id, mapClass);
        sums.use(id, Instances.of(series));
        sums.add(kind, key, table, row, stack);
        for (int at = bucket; at < end && !kind.equals("map_resize"); at++) {
          sums.lengths().add((int) table.at(Locks.BUCKET, at), table.at(Locks.BUCKET_COUNT, at));
        }
      }
      bucket = end;
    }
  }

  private static void addEvent(
      Map<Key, MapSums> maps,
      Map<MapId, Site> sites,
      Map<MapId, String> frames,
      Steps steps,
      IntervalKey key,
      AgentEvent event) {
    String mapClass = event.text("mapClass");
    if (mapClass.isEmpty() || event.type().startsWith("pitot.Lock")) {
      return;
    }
    MapId id = new MapId(event.series().id(), event.number("mapId"));
    if (!frames.containsKey(id)) {
      String frame = WaitWords.applicationFrame(stack(event), "").replaceAll("\\(.*", "");
      if (!frame.isEmpty()) {
        frames.put(id, frame);
      }
    }
    MapSums sums = sumsOf(maps, sites, frames, steps, id, mapClass);
    sums.use(id, Instances.of(event.series()));
    sums.add(id, key, event);
  }

  /** The stack that used the map; that of the event itself only where a hook wrote it. */
  private static List<String> stack(AgentEvent event) {
    return switch (event.type()) {
      case "pitot.MapSite" -> event.stack("firstStack");
      case "pitot.MapFailFast" -> event.ownStack();
      default -> event.stack("stack");
    };
  }

  private static MapSums sumsOf(
      Map<Key, MapSums> maps,
      Map<MapId, Site> sites,
      Map<MapId, String> frames,
      Steps steps,
      MapId id,
      String mapClass) {
    Site known = sites.get(id);
    Site site =
        known != null && !known.field.isEmpty()
            ? known
            : new Site(frames.getOrDefault(id, ""), "", "");
    MapSums sums =
        maps.computeIfAbsent(
            new Key(mapClass, site.field),
            key -> new MapSums(mapClass, site.field, site.holder, site.certainty, steps));
    if (maps.size() > MAX_MAPS) {
      throw new QueryLimitException(
          "more than %s maps: choose a shorter time or narrow the match".formatted(MAX_MAPS));
    }
    return sums;
  }

  private static MapsAnswer.Agent agent(AgentEvent event) {
    return new MapsAnswer.Agent(
        Instances.of(event.series()),
        event.text("state"),
        event.text("detail"),
        event.text("leftOut"));
  }
}
