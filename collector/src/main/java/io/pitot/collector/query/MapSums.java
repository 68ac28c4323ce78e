package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind.Locks;
import io.pitot.collector.store.IntervalTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of one map while it is added up. */
final class MapSums {
  private static final int MAX_RACES = 20;

  /** Bins, 4 MB of them. */
  private static final long LARGE_TABLE = 1 << 20;

  /** With fewer entries than one for so many bins. */
  private static final long NEARLY_EMPTY = 64;

  private final String mapClass;
  private final String site;
  private final String holder;
  private final String certainty;
  private final Set<MapsQuery.MapId> ids = new HashSet<>();
  private final Set<String> instances = new HashSet<>();
  private final WaitLengths lengths = new WaitLengths();
  private final Map<List<String>, Long> nanosByStack = new HashMap<>();
  private final Map<RaceKey, RaceSums> races = new LinkedHashMap<>();
  private final Map<RaceKey, RaceSums> checkThenActs = new LinkedHashMap<>();
  private final Map<RaceKey, RaceSums> failFasts = new LinkedHashMap<>();
  private long waits;
  private long totalNanos;
  private long gcNanos;
  private long safepointNanos;
  private long shortWaits;
  private long shortNanos;
  private final ResizeSums resizes = new ResizeSums();
  private long tableLength;
  private long size;
  private long longestChain;
  private long treeBins;
  private String keyClass = "";
  private long estimatedBytes;
  private final Map<MapsQuery.MapId, MapGrowth> growths = new HashMap<>();
  private final Map<MapsQuery.MapId, MapsAnswer.Kept> kept = new HashMap<>();
  private long heatNanos = -1;
  private String hotBins = "";
  private final MapHistory history;

  private record RaceKey(
      String operation, String otherOperation, List<String> stack, List<String> otherStack) {}

  private static final class RaceSums {
    private final AgentEvent first;
    private final Set<String> instances = new HashSet<>();
    private long count;

    private RaceSums(AgentEvent first) {
      this.first = first;
    }
  }

  MapSums(String mapClass, String site, String holder, String certainty, Steps steps) {
    this.mapClass = mapClass;
    this.site = site;
    this.holder = holder;
    this.certainty = certainty;
    this.history = new MapHistory(steps);
  }

  void use(MapsQuery.MapId id, String instance) {
    ids.add(id);
    instances.add(instance);
  }

  WaitLengths lengths() {
    return lengths;
  }

  void add(String kind, IntervalKey key, IntervalTable table, int row, List<String> stack) {
    long windowSeconds = key.windowSeconds();
    long nanos = table.at(Locks.TOTAL, row);
    tableLength = Math.max(tableLength, table.at(Locks.TABLE_LENGTH, row));
    if (kind.equals("map_resize")) {
      long pausedNanos = table.at(Locks.IN_GC, row) + table.at(Locks.IN_SAFEPOINT, row);
      long count = table.at(Locks.COUNT, row);
      long largest = table.at(Locks.TABLE_LENGTH, row);
      // Beyond the daemon's rows maps are added up without their ids.
      boolean isOne = table.at(Locks.LOCK_ID, row) != 0;
      long bins = isOne ? ResizeSums.binsOfOneMap(count, largest) : count * largest;
      resizes.add(key, new ResizeSums.Sum(count, nanos, pausedNanos, bins));
      history.addResizes(windowSeconds, count);
    } else {
      history.addWaits(windowSeconds, table.at(Locks.COUNT, row), nanos);
      waits = StackSums.plus(waits, table.at(Locks.COUNT, row));
      totalNanos = StackSums.plus(totalNanos, nanos);
      gcNanos += table.at(Locks.IN_GC, row);
      safepointNanos += table.at(Locks.IN_SAFEPOINT, row);
      shortWaits = StackSums.plus(shortWaits, table.at(Locks.SHORT_COUNT, row));
      shortNanos = StackSums.plus(shortNanos, table.at(Locks.SHORT_NANOS, row));
      lengths.addMax(table.at(Locks.MAX, row));
    }
    nanosByStack.merge(stack, nanos, Long::sum);
  }

  void add(MapsQuery.MapId id, IntervalKey key, AgentEvent event) {
    long windowSeconds = key.windowSeconds();
    switch (event.type()) {
      case "pitot.MapShape" -> {
        history.addShape(id, event);
        size = Math.max(size, event.number("size"));
        tableLength = Math.max(tableLength, event.number("tableLength"));
        treeBins = Math.max(treeBins, event.number("treeBins"));
        estimatedBytes = Math.max(estimatedBytes, event.number("estimatedBytes"));
        if (event.number("longestChain") > longestChain) {
          longestChain = event.number("longestChain");
          keyClass = event.text("keyClass");
        }
        growths
            .computeIfAbsent(id, map -> new MapGrowth())
            .add(event.startMillis(), event.number("size"));
        kept.put(id, kept(event));
      }
      case "pitot.EarlyResizes", "pitot.SmallResizes" -> {
        long nanos = event.number("resizeNanos");
        long bins = event.number("resizes") * event.number("newCapacity");
        ResizeSums.Sum sum = new ResizeSums.Sum(event.number("resizes"), nanos, 0, bins);
        if (event.type().equals("pitot.EarlyResizes")) {
          resizes.addEarly(key, sum);
        } else {
          resizes.add(key, sum);
        }
        tableLength = Math.max(tableLength, event.number("newCapacity"));
        size = Math.max(size, event.number("size"));
        nanosByStack.merge(event.stack("stack"), nanos, Long::sum);
      }
      case "pitot.MapHeat" -> {
        history.addHeat(id, windowSeconds, event);
        if (event.number("waitNanos") > heatNanos) {
          heatNanos = event.number("waitNanos");
          hotBins = event.text("hotBins");
        }
      }
      case "pitot.MapRace" ->
          count(
              races,
              new RaceKey(
                  event.text("operation"),
                  event.text("otherOperation"),
                  event.stack("stack"),
                  event.stack("otherStack")),
              event);
      case "pitot.CheckThenAct" ->
          count(
              checkThenActs,
              new RaceKey(
                  event.text("check"),
                  event.text("act"),
                  event.texts().containsKey("stack") ? event.stack("stack") : event.ownStack(),
                  event.stack("otherStack")),
              event);
      case "pitot.MapFailFast" ->
          count(failFasts, new RaceKey("", "", event.ownStack(), event.stack("otherStack")), event);
      default -> {}
    }
  }

  private static MapsAnswer.Kept kept(AgentEvent shape) {
    long table = shape.number("tableLength");
    long now = shape.number("size");
    long largest = shape.number("largestSize");
    return table >= LARGE_TABLE && largest >= table / 4 && now < table / NEARLY_EMPTY
        ? new MapsAnswer.Kept(now, largest, table, shape.number("estimatedBytes"))
        : MapsAnswer.Kept.NONE;
  }

  private static void count(Map<RaceKey, RaceSums> all, RaceKey key, AgentEvent event) {
    RaceSums sums = all.computeIfAbsent(key, k -> new RaceSums(event));
    sums.count += Math.max(1, event.number("count"));
    sums.instances.add(Instances.of(event.series()));
  }

  boolean isEmpty() {
    return waits + shortWaits + resizes.total().resizes() + races() == 0 && size == 0;
  }

  /** What threads lost at the map, in no pause. */
  long lostNanos() {
    return totalNanos - gcNanos - safepointNanos + shortNanos + resizes.total().netNanos();
  }

  long races() {
    return (long) races.size() + checkThenActs.size() + failFasts.size();
  }

  String name() {
    return site + " " + mapClass;
  }

  MapsAnswer.OneMap toMap() {
    MapsAnswer.Growth growth =
        growths.values().stream()
            .map(MapGrowth::told)
            .max(Comparator.comparingLong(MapsAnswer.Growth::toSize))
            .orElse(MapsAnswer.Growth.NONE);
    return new MapsAnswer.OneMap(
        mapClass,
        site,
        holder,
        certainty,
        instances.size(),
        ids.size(),
        new LocksAnswer.Sum(
            waits, totalNanos, gcNanos, safepointNanos, totalNanos - gcNanos - safepointNanos),
        lengths.quantileNanos(0.99),
        lengths.maxNanos(),
        shortWaits,
        shortNanos,
        resizes.total().resizes(),
        resizes.total().nanos(),
        resizes.total().pausedNanos(),
        resizes.worst().resizes(),
        resizes.worst().movingNanos(),
        tableLength,
        size,
        longestChain,
        treeBins,
        keyClass,
        estimatedBytes,
        growth,
        kept.values().stream()
            .max(Comparator.comparingLong(MapsAnswer.Kept::bytes))
            .orElse(MapsAnswer.Kept.NONE),
        hotBins,
        nanosByStack.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(List.of()),
        races(races),
        races(checkThenActs),
        failFasts(),
        history.toHistory());
  }

  private static List<MapsAnswer.Race> races(Map<RaceKey, RaceSums> all) {
    List<MapsAnswer.Race> list = new ArrayList<>();
    all.forEach(
        (key, sums) ->
            list.add(
                new MapsAnswer.Race(
                    key.operation,
                    key.otherOperation,
                    sums.first.text("threadName"),
                    sums.first.text("otherThreadName"),
                    sums.first.text("keyText"),
                    key.stack,
                    key.otherStack,
                    sums.count,
                    sums.instances.size())));
    list.sort(Comparator.comparingLong(MapsAnswer.Race::count).reversed());
    return List.copyOf(list.subList(0, Math.min(MAX_RACES, list.size())));
  }

  private List<MapsAnswer.FailFast> failFasts() {
    return failFasts.entrySet().stream()
        .map(
            entry ->
                new MapsAnswer.FailFast(
                    entry.getKey().stack, entry.getKey().otherStack, entry.getValue().count))
        .sorted(Comparator.comparingLong(MapsAnswer.FailFast::count).reversed())
        .limit(MAX_RACES)
        .toList();
  }
}
