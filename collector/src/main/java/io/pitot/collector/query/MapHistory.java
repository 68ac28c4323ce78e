package io.pitot.collector.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How one row of maps went on over time: waits and resizes by step, shapes, hot bins. */
final class MapHistory {
  private static final int MAX_SHAPES = 240;
  private static final int MAX_BINS = 16;
  private static final int MAX_KNOWN_BINS = 4_096;

  private final Steps steps;
  private final Map<MapsQuery.MapId, List<MapsAnswer.Shape>> shapes = new HashMap<>();
  private final Map<MapsQuery.MapId, Heat> heats = new HashMap<>();
  private final TreeMap<Long, Long> latency = new TreeMap<>();
  private long[] waits = {};
  private long[] nanos = {};
  private long[] resizes = {};

  /** Of one map: a bin's number says something within its own map alone. */
  private final class Heat {
    private final Map<Long, MapsAnswer.Bin> bins = new HashMap<>();
    private long nanos;

    private void add(int step, long bin, long binWaits, long binNanos) {
      nanos += binNanos;
      MapsAnswer.Bin known = bins.get(bin);
      if (known == null && bins.size() >= MAX_KNOWN_BINS) {
        return;
      }
      long[] line = known == null ? new long[steps.points()] : known.line();
      line[step] += binNanos;
      bins.put(
          bin,
          new MapsAnswer.Bin(
              bin,
              binWaits + (known == null ? 0 : known.waits()),
              binNanos + (known == null ? 0 : known.nanos()),
              line));
    }
  }

  MapHistory(Steps steps) {
    this.steps = steps;
  }

  void addWaits(long windowSeconds, long count, long totalNanos) {
    int step = steps.indexOf(windowSeconds);
    waits = line(waits);
    nanos = line(nanos);
    waits[step] = StackSums.plus(waits[step], count);
    nanos[step] = StackSums.plus(nanos[step], totalNanos);
  }

  void addResizes(long windowSeconds, long count) {
    int step = steps.indexOf(windowSeconds);
    resizes = line(resizes);
    resizes[step] = StackSums.plus(resizes[step], count);
  }

  void addShape(MapsQuery.MapId id, AgentEvent event) {
    List<MapsAnswer.Shape> ofMap = shapes.computeIfAbsent(id, key -> new ArrayList<>());
    if (ofMap.size() >= 4 * MAX_SHAPES) {
      List<MapsAnswer.Shape> kept = thinned(ofMap);
      ofMap.clear();
      ofMap.addAll(kept);
    }
    ofMap.add(
        new MapsAnswer.Shape(
            event.startMillis(),
            event.number("size"),
            event.number("tableLength"),
            event.number("binsUsed"),
            event.number("longestChain"),
            event.number("treeBins"),
            event.number("estimatedBytes")));
  }

  void addHeat(MapsQuery.MapId id, long windowSeconds, AgentEvent event) {
    int step = steps.indexOf(windowSeconds);
    Heat heat = heats.computeIfAbsent(id, key -> new Heat());
    for (long[] bin : numbers(event.text("hotBins"), 3)) {
      heat.add(step, bin[0], bin[1], bin[2]);
    }
    for (long[] bucket : numbers(event.text("waitLatency"), 2)) {
      latency.merge(bucket[0], bucket[1], Long::sum);
    }
  }

  /** The agent's {@code a:b:c,a:b:c}; what is not of that form is left out. */
  static List<long[]> numbers(String text, int width) {
    List<long[]> rows = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] fields = part.strip().split(":", -1);
      long[] row = new long[width];
      boolean isWhole = fields.length == width;
      for (int at = 0; at < width && isWhole; at++) {
        isWhole = fields[at].matches("-?\\d{1,18}");
        row[at] = isWhole ? Long.parseLong(fields[at]) : 0;
      }
      if (isWhole) {
        rows.add(row);
      }
    }
    return rows;
  }

  MapsAnswer.History toHistory() {
    return new MapsAnswer.History(
        line(waits),
        line(nanos),
        line(resizes),
        shapesOfTheLargest(),
        heats.values().stream()
            .max(Comparator.comparingLong(heat -> heat.nanos))
            .map(MapHistory::hottest)
            .orElse(List.of()),
        latency.entrySet().stream()
            .map(bucket -> new MapsAnswer.Bucket(bucket.getKey(), bucket.getValue()))
            .toList());
  }

  /** Made when first needed: of a service's many maps few have waits. */
  private long[] line(long[] known) {
    return known.length == steps.points() ? known : new long[steps.points()];
  }

  private List<MapsAnswer.Shape> shapesOfTheLargest() {
    List<MapsAnswer.Shape> largest = new ArrayList<>();
    long size = -1;
    for (List<MapsAnswer.Shape> one : shapes.values()) {
      long last = one.stream().mapToLong(MapsAnswer.Shape::size).max().orElse(0);
      if (last > size) {
        size = last;
        largest = new ArrayList<>(one);
      }
    }
    largest.sort(Comparator.comparingLong(MapsAnswer.Shape::atMillis));
    return thinned(largest);
  }

  /** Evenly, with the first and the last. */
  private static List<MapsAnswer.Shape> thinned(List<MapsAnswer.Shape> all) {
    if (all.size() <= MAX_SHAPES) {
      return List.copyOf(all);
    }
    List<MapsAnswer.Shape> kept = new ArrayList<>();
    for (int at = 0; at < MAX_SHAPES; at++) {
      kept.add(all.get((int) ((long) at * (all.size() - 1) / (MAX_SHAPES - 1))));
    }
    return kept;
  }

  private static List<MapsAnswer.Bin> hottest(Heat heat) {
    return heat.bins.values().stream()
        .sorted(
            Comparator.comparingLong((MapsAnswer.Bin bin) -> -bin.nanos())
                .thenComparingLong(MapsAnswer.Bin::bin))
        .limit(MAX_BINS)
        .toList();
  }
}
