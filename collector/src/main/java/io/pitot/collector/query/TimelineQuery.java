package io.pitot.collector.query;

import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.RawRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Totals of a type over time, one line for each value of a label. */
public final class TimelineQuery {
  private static final int DEFAULT_POINTS = 300;
  private static final int MAX_POINTS = 11_000;
  private static final int MAX_LINES = 500;

  private final ProfileStore store;
  private final Selector selector;

  public TimelineQuery(ProfileStore store) {
    this.store = store;
    this.selector = new Selector(store);
  }

  /**
   * The lines by name of the label's value.
   *
   * @param source the JFR event type that answers; empty without data
   */
  public record Answer(
      String unit,
      String source,
      long stepSeconds,
      long startMillis,
      List<Line> lines,
      List<LeftOut> leftOut) {}

  /** One line; the arrays belong to it and are not changed. */
  public record Line(String by, long[] count, long[] sum) {}

  /**
   * Adds up windows by step and label.
   *
   * @param stepSeconds 0 for one that suits the range; made a multiple of a window's length, or of
   *     a minute where windows are gone
   */
  public Answer run(Selection selection, String type, String by, long stepSeconds) {
    Selected selected = selector.select(selection);
    TimeRange range = selected.range();
    long finest =
        store.finestStepSeconds(
            RawRange.ofService(selected.service(), range.fromSeconds(), range.toSeconds()));
    long step = step(range, stepSeconds, finest);
    long start = Math.floorDiv(range.fromSeconds(), step) * step;
    long points = -Math.floorDiv(start - range.toSeconds(), step);
    if (points > MAX_POINTS) {
      throw new QueryLimitException(
          "the timeline would have %s points, at most %s are drawn: choose a larger step"
              .formatted(points, MAX_POINTS));
    }
    Map<Integer, ProfileType> types = selector.types(type);
    Map<Integer, Map<String, Line>> lines = new TreeMap<>();
    SourceChoice sources = new SourceChoice(selected);
    BlockScan scan = new BlockScan(store);
    String label = LabelMatcher.equal(by, "").label();
    for (int number : types.keySet()) {
      Map<String, Line> ofSource = lines.computeIfAbsent(number, n -> new TreeMap<>());
      scan.totals(
          selected,
          number,
          step,
          (series, startSeconds, count, sum) -> {
            sources.add(number, series.id(), count);
            Line line =
                ofSource.computeIfAbsent(
                    series.label(label),
                    value -> new Line(value, new long[(int) points], new long[(int) points]));
            checkLines(ofSource.size(), by);
            int at = (int) ((startSeconds - start) / step);
            line.count[at] = StackSums.plus(line.count[at], count);
            line.sum[at] = StackSums.plus(line.sum[at], sum);
          });
    }
    ProfileType answering =
        Optional.ofNullable(types.get(sources.chosen()))
            .orElseGet(() -> new ProfileType(type, "", KnownType.unit(type)));
    return new Answer(
        answering.unit(),
        answering.source(),
        step,
        start * 1000,
        new ArrayList<>(lines.getOrDefault(sources.chosen(), Map.of()).values()),
        sources.leftOut(types));
  }

  private static long step(TimeRange range, long asked, long finest) {
    long wanted = asked > 0 ? asked : (range.toSeconds() - range.fromSeconds()) / DEFAULT_POINTS;
    return Math.max(1, -Math.floorDiv(-wanted, finest)) * finest;
  }

  private static void checkLines(int lines, String by) {
    if (lines > MAX_LINES) {
      throw new QueryLimitException(
          "more than %s values of '%s': narrow the match or choose another label"
              .formatted(MAX_LINES, by));
    }
  }
}
