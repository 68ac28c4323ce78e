package io.pitot.collector.query;

/** The steps of lines over time. */
record Steps(long startSeconds, long stepSeconds, int points) {
  static Steps of(SelectedIntervals selected, long asked, int defaultPoints, int maxPoints) {
    TimeRange range = selected.selected().range();
    long window = selected.finestStepSeconds();
    long wanted = asked > 0 ? asked : (range.toSeconds() - range.fromSeconds()) / defaultPoints;
    long step = Math.max(1, -Math.floorDiv(-wanted, window)) * window;
    long start = Math.floorDiv(range.fromSeconds(), step) * step;
    long points = -Math.floorDiv(start - range.toSeconds(), step);
    if (points > maxPoints) {
      throw new QueryLimitException(
          "the lines would have %s points, at most %s are drawn: choose a larger step"
              .formatted(points, maxPoints));
    }
    return new Steps(start, step, (int) points);
  }

  int indexOf(long windowSeconds) {
    return (int) ((windowSeconds - startSeconds) / stepSeconds);
  }
}
