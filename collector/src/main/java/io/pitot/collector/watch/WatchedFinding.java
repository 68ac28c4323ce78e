package io.pitot.collector.watch;

import io.pitot.collector.diff.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A change of a new release and its history.
 *
 * @param kind {@code regression} or {@code improvement}; null in what earlier versions stored,
 *     which were regressions
 * @param state {@code seen} at one look, {@code confirmed} at a later one, {@code gone} when a
 *     later look no longer found it
 * @param history a step for each look since it was first found
 */
public record WatchedFinding(
    String id,
    String type,
    @Nullable String kind,
    String findingClass,
    String frame,
    @Nullable String applicationFrame,
    List<String> path,
    double changePoints,
    double lowPoints,
    double highPoints,
    double q,
    String sentence,
    String advice,
    String state,
    long firstSeenMillis,
    long lastSeenMillis,
    List<Step> history) {

  static final String SEEN = "seen";
  static final String CONFIRMED = "confirmed";
  static final String GONE = "gone";
  static final String IMPROVEMENT = "improvement";

  boolean isRegression() {
    return !IMPROVEMENT.equals(kind);
  }

  /** What a look said. */
  public record Step(int look, long atMillis, String state, double changePoints) {}

  static WatchedFinding first(String id, String type, Finding finding, int look, long atMillis) {
    return of(id, type, finding, SEEN, atMillis, atMillis, List.of())
        .with(SEEN, finding.changePoints(), look, atMillis);
  }

  /** The same after another look that found it. */
  WatchedFinding again(Finding finding, int look, long atMillis) {
    return of(id, type, finding, CONFIRMED, firstSeenMillis, atMillis, history)
        .with(CONFIRMED, finding.changePoints(), look, atMillis);
  }

  /** The same after a look that did not find it. */
  WatchedFinding missing(int look, long atMillis) {
    return with(GONE, 0, look, atMillis);
  }

  private static WatchedFinding of(
      String id,
      String type,
      Finding finding,
      String state,
      long firstSeenMillis,
      long lastSeenMillis,
      List<Step> history) {
    return new WatchedFinding(
        id,
        type,
        finding.kind().name().toLowerCase(Locale.ROOT),
        finding.findingClass().id(),
        finding.frame(),
        finding.applicationFrame(),
        finding.path(),
        finding.changePoints(),
        finding.lowPoints(),
        finding.highPoints(),
        finding.q(),
        finding.sentence(),
        finding.advice(),
        state,
        firstSeenMillis,
        lastSeenMillis,
        history);
  }

  private WatchedFinding with(String newState, double change, int look, long atMillis) {
    List<Step> longer = new ArrayList<>(history);
    longer.add(new Step(look, atMillis, newState, change));
    return new WatchedFinding(
        id,
        type,
        kind,
        findingClass,
        frame,
        applicationFrame,
        path,
        changePoints,
        lowPoints,
        highPoints,
        q,
        sentence,
        advice,
        newState,
        firstSeenMillis,
        lastSeenMillis,
        List.copyOf(longer));
  }
}
