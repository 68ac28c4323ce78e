package io.pitot.agent;

import io.pitot.agent.planted.MapHooks;
import io.pitot.agent.planted.Probe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is written of each map that is known: where it is, what it does, how it looks. */
final class MapReports {
  private static final int LARGEST_SHAPED = 20;

  /** A later search gets further: its code is compiled by then. */
  private static final int MOST_LATE_SEARCHES = 3;

  /** A search is followed by this many times its length without one. */
  private static final int REST = 20;

  /** A table of so many bins is worth telling of when it is nearly empty. */
  private static final int LARGE_TABLE = 1 << 20;

  private static final int NEARLY_EMPTY = 64;

  private final Options options;
  private final MapRegistry registry;
  private final SiteSearch siteSearch;
  private long nextSearchNanos = System.nanoTime();

  MapReports(Options options, MapRegistry registry, SiteSearch siteSearch) {
    this.options = options;
    this.registry = registry;
    this.siteSearch = siteSearch;
  }

  /** The maps for which threads have waited since the last {@link #heat}. */
  List<MapRecord> contended() {
    return registry.all().stream()
        .filter(
            record -> {
              Heat heat = record.heat;
              return heat != null && heat.isHot();
            })
        .toList();
  }

  void sites(JfrEvents writer) {
    if (!options.isOn(Kind.SITES)) {
      return;
    }
    if (!writer.wantsSites()) {
      // The next recording is told of all of them.
      registry.all().forEach(record -> record.sited = false);
      return;
    }
    if (System.nanoTime() - nextSearchNanos < 0) {
      return;
    }
    Map<MapRecord, Object> unsited = new LinkedHashMap<>();
    for (MapRecord record : registry.all()) {
      Object map = record.map.get();
      // Of thousands that collide a few are shaped, and their sites are told then.
      boolean isNamed = !record.colliding || !options.isOn(Kind.SHAPE);
      if (!record.sited && isNamed && map != null) {
        unsited.put(record, map);
      }
    }
    tellSites(writer, unsited, true);
  }

  /** Of what a search had no time for the caller's field is told, or nothing until the next one. */
  private void tellSites(JfrEvents writer, Map<MapRecord, Object> unsited, boolean mayWait) {
    if (unsited.isEmpty()) {
      return;
    }
    Map<Object, SiteSearch.Site> found = siteSearch.find(List.copyOf(unsited.values()));
    nextSearchNanos = System.nanoTime() + REST * siteSearch.tookNanos();
    for (Map.Entry<MapRecord, Object> one : unsited.entrySet()) {
      MapRecord record = one.getKey();
      Object map = one.getValue();
      SiteSearch.Site site = found.get(map);
      boolean isLate =
          site == null && siteSearch.wasLate() && record.lateSearches < MOST_LATE_SEARCHES;
      record.lateSearches += isLate ? 1 : 0;
      if (isLate && mayWait) {
        continue;
      }
      if (!writer.admits(Kind.SITES)) {
        break;
      }
      record.sited = !isLate;
      writer.sited(record, site == null ? CallersField.of(record.firstStack, map) : site);
    }
  }

  void heat(JfrEvents writer) {
    if (!options.isOn(Kind.HEAT)) {
      return;
    }
    for (MapRecord record : registry.all()) {
      Heat heat = record.heat;
      Heat.Taken taken = heat == null ? null : heat.take();
      if (taken != null) {
        writer.heat(record, taken);
      }
    }
  }

  void shapes(JfrEvents writer) {
    if (!options.isOn(Kind.SHAPE) || !writer.wantsShapes()) {
      return;
    }
    List<MapRecord> largest = new ArrayList<>(registry.all());
    largest.sort(
        Comparator.comparing((MapRecord record) -> record.heat == null && !isHollow(record))
            .thenComparingLong(record -> -size(record)));
    shapes(writer, largest);
  }

  /** Those that grow, since a map that only grows is a leak, and those whose keys collide. */
  void changedShapes(JfrEvents writer) {
    if (!options.isOn(Kind.SHAPE) || !writer.wantsShapes()) {
      return;
    }
    List<MapRecord> changed = new ArrayList<>(registry.all());
    changed.removeIf(record -> !record.colliding && !hasGrown(record) && !hasBecomeHollow(record));
    changed.sort(Comparator.comparingLong(record -> -size(record)));
    shapes(writer, changed);
  }

  private static boolean hasGrown(MapRecord record) {
    long size = size(record);
    return size >= MapHooks.LARGE && size > record.shapedSize + record.shapedSize / 10;
  }

  private static boolean hasBecomeHollow(MapRecord record) {
    return isHollow(record)
        && (record.shapedSize == 0 || size(record) < record.shapedSize / NEARLY_EMPTY);
  }

  /** Whether it held far more entries than now, and keeps the table that it needed for them. */
  private static boolean isHollow(MapRecord record) {
    Object map = record.map.get();
    if (map == null) {
      return false;
    }
    Object[] table = Probe.table(map);
    return table != null
        && table.length >= LARGE_TABLE
        && record.largestSize() >= table.length / 4
        && Probe.size(map) < table.length / NEARLY_EMPTY;
  }

  private void shapes(JfrEvents writer, List<MapRecord> records) {
    // A map that lives no longer than a request is told of now or never.
    Map<MapRecord, Object> unsited = new LinkedHashMap<>();
    for (MapRecord record : records.subList(0, Math.min(LARGEST_SHAPED, records.size()))) {
      Object map = record.map.get();
      Shape shape = map == null ? null : Shape.of(map);
      if (shape != null) {
        record.shapedSize = shape.size();
        record.held(shape.size());
        record.colliding = false;
        writer.shape(record, shape);
        if (!record.sited) {
          unsited.put(record, map);
        }
      }
    }
    if (options.isOn(Kind.SITES) && writer.wantsSites()) {
      tellSites(writer, unsited, false);
    }
  }

  private static long size(MapRecord record) {
    Object map = record.map.get();
    return map == null ? -1 : Probe.size(map);
  }
}
