package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalKind.Vitals;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.ProfileStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Loads and sizes over time, by instance. */
public final class VitalsQuery {
  private static final int DEFAULT_POINTS = 300;
  private static final int MAX_POINTS = 2_000;
  private static final int MAX_LINES = 2_000;

  private final ProfileStore store;
  private final Selector selector;

  public VitalsQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * One measure of one instance; the arrays belong to it and are not changed.
   *
   * @param last by step; what a container counts since its start, as the increase within the step;
   *     -1 where nothing was measured
   * @param max as {@code last}
   */
  public record Line(String instance, String name, long[] last, long[] max) {}

  /** The lines by instance and name. */
  public record Answer(long stepSeconds, long startMillis, List<Line> lines) {}

  private record Key(String instance, String name) {}

  /**
   * The measures.
   *
   * @param names empty for all
   * @param stepSeconds 0 for one that suits the range
   */
  public Answer run(Selection selection, List<String> names, long stepSeconds) {
    SelectedIntervals intervals = selector.selectIntervals(selection);
    Steps steps = Steps.of(intervals, stepSeconds, DEFAULT_POINTS, MAX_POINTS);
    TreeMap<String, Line> lines = new TreeMap<>();
    Map<Key, Long> counters = new HashMap<>();
    new IntervalScan(store)
        .tables(
            intervals.selected(),
            IntervalKind.VITALS,
            (series, key, stored) -> {
              IntervalTable table = stored.table();
              int step = steps.indexOf(key.windowSeconds());
              for (int row = 0; row < table.rows(); row++) {
                String name = table.text(Vitals.NAME, row);
                if (names.isEmpty() || names.contains(name)) {
                  String instance = Instances.of(series);
                  Line line =
                      lines.computeIfAbsent(
                          instance + "\u0000" + name, k -> line(instance, name, steps));
                  if (lines.size() > MAX_LINES) {
                    throw new QueryLimitException(
                        "more than %s lines: narrow the match".formatted(MAX_LINES));
                  }
                  long last = table.at(Vitals.LAST, row);
                  if (isCounter(name)) {
                    Long before = counters.put(new Key(series.targetId(), name), last);
                    if (before != null && last >= before) {
                      add(line, step, last - before);
                    }
                  } else {
                    line.last[step] = last;
                    line.max[step] = Math.max(line.max[step], table.at(Vitals.MAX, row));
                  }
                }
              }
            });
    return new Answer(
        steps.stepSeconds(), steps.startSeconds() * 1000, new ArrayList<>(lines.values()));
  }

  /** Counts since the container was started. */
  static boolean isCounter(String name) {
    return name.startsWith("container_");
  }

  private static void add(Line line, int step, long more) {
    line.last[step] = Math.max(0, line.last[step]) + more;
    line.max[step] = line.last[step];
  }

  private static Line line(String instance, String name, Steps steps) {
    Line line = new Line(instance, name, new long[steps.points()], new long[steps.points()]);
    Arrays.fill(line.last, -1);
    Arrays.fill(line.max, -1);
    return line;
  }
}
