package io.pitot.collector.gate;

import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.FrameNames;
import io.pitot.collector.diff.Report;
import io.pitot.collector.diff.Verdict;
import io.pitot.collector.gate.GateAnswer.OfType;
import io.pitot.collector.query.UnknownNameException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Whether a frame got cheaper, or something that it calls. Only a significant fall proves it, and
 * only when the frame's other callers do not make up for it; a fall that could not have been seen
 * is INCONCLUSIVE, and no fall where one would have been seen is FAIL.
 */
public record Improvement(String frame, Verdict verdict, String sentence) {
  /** The part of a fall that must not have come back elsewhere in the frame. */
  private static final double LEAST_GONE = 0.2;

  /** A frame in one profile type. Percentages are of the releases' totals. */
  private record Place(
      OfType type, int node, double basePercent, double candidatePercent, int tested) {
    private Report report() {
      return type.report();
    }

    private boolean fell(int at) {
      return report().tree().mark()[at] < 0;
    }

    /** The topmost node of the subtree that fell significantly; negative for none. */
    private int fallen() {
      int end = end();
      for (int at = node; at < end; at++) {
        if (fell(at)) {
          return at;
        }
      }
      return -1;
    }

    /** The first node behind the subtree. */
    private int end() {
      return endOf(node);
    }

    private int endOf(int top) {
      int[] depth = report().tree().shape().depth();
      int at = top + 1;
      while (at < depth.length && depth[at] > depth[top]) {
        at++;
      }
      return at;
    }

    /** The change of the frame, or where it was not tested by itself, of what changed below it. */
    private double changePoints() {
      return tested >= 0 ? report().tested().change()[tested] : markedPoints(mark -> mark != 0);
    }

    /** The sum over the topmost nodes of the subtree with such a mark. */
    private double markedPoints(IntPredicate isMeant) {
      double points = 0;
      int end = end();
      for (int at = node; at < end; at++) {
        if (isMeant.test(report().tree().mark()[at])) {
          int row = Arrays.binarySearch(report().tested().node(), at);
          points += row < 0 ? 0 : report().tested().change()[row];
          at = endOf(at) - 1;
        }
      }
      return points;
    }

    private String name(int at) {
      return report().tree().names().get(report().tree().shape().name()[at]);
    }

    private String change() {
      return tested < 0
          ? ""
          : String.format(
              Locale.ROOT,
              ", %+.2f points (95 %% interval %+.2f to %+.2f)",
              report().tested().change()[tested],
              report().tested().low()[tested],
              report().tested().high()[tested]);
    }

    private String shares() {
      return String.format(
          Locale.ROOT,
          "%s: %.2f %% in %s, %.2f %% in %s%s",
          type.type(),
          basePercent,
          report().base().label(),
          candidatePercent,
          report().candidate().label(),
          change());
    }

    /** Whether the frame holds so much that its disappearance would have been seen. */
    private boolean wouldHaveBeenSeen() {
      double mde = report().mdePoints();
      return mde > 0 && basePercent >= mde;
    }
  }

  /**
   * Looks for the frame in all types.
   *
   * @param frame its whole name, or the end of it after a dot: {@code PriceList.forRequest}
   * @throws UnknownNameException when it is in neither release
   */
  static Improvement of(String frame, List<OfType> types) {
    List<Place> places = new ArrayList<>();
    types.forEach(type -> addPlaces(places, frame, type));
    if (places.isEmpty()) {
      if (types.stream().allMatch(OfType::isWithoutEvents)) {
        return new Improvement(frame, Verdict.INCONCLUSIVE, "There is nothing to look at.");
      }
      throw new UnknownNameException(
          "no frame is called '%s' in %s of either release: write it as in the flame graph, package.Class.method"
              .formatted(frame, String.join(", ", types.stream().map(OfType::type).toList())));
    }
    Optional<Place> fallen =
        places.stream()
            .filter(place -> place.fallen() >= 0 && !isMadeUpFor(places, place.type()))
            .findFirst();
    return fallen.map(place -> proven(frame, place)).orElseGet(() -> missing(frame, places));
  }

  /**
   * Whether most of what fell came back at other callers of the frame, or elsewhere in what it
   * calls. What the frame calls itself again counts once.
   */
  private static boolean isMadeUpFor(List<Place> places, OfType type) {
    double falls = 0;
    double change = 0;
    int end = 0;
    for (Place place : places) {
      if (place.type().type().equals(type.type()) && place.node() >= end) {
        end = place.end();
        falls += place.markedPoints(mark -> mark < 0);
        change += place.changePoints();
      }
    }
    return change > falls * LEAST_GONE;
  }

  private static Improvement proven(String frame, Place place) {
    int fallen = place.fallen();
    String where =
        fallen == place.node()
            ? frame + " got cheaper"
            : "%s, called by %s, got cheaper".formatted(place.name(fallen), frame);
    String moved =
        place.report().findings().stream()
            .filter(finding -> finding.kind() == Finding.Kind.MOVED)
            .findFirst()
            .map(finding -> " But cost moved: " + finding.sentence())
            .orElse("");
    return new Improvement(
        frame, Verdict.PASS, "Proven: %s (%s).%s".formatted(where, place.shares(), moved));
  }

  private static Improvement missing(String frame, List<Place> places) {
    String shares = String.join("; ", places.stream().map(Place::shares).distinct().toList());
    if (places.stream().allMatch(place -> place.basePercent() <= 0)) {
      return new Improvement(
          frame,
          Verdict.FAIL,
          "Not proven: %s was not seen in the base, so it cannot have improved (%s)."
              .formatted(frame, shares));
    }
    if (places.stream().anyMatch(Place::wouldHaveBeenSeen)) {
      return new Improvement(
          frame,
          Verdict.FAIL,
          "Not proven: %s did not get significantly cheaper (%s).".formatted(frame, shares));
    }
    return new Improvement(
        frame,
        Verdict.INCONCLUSIVE,
        "Not proven: %s holds too little to tell (%s); let both run longer, or on more instances."
            .formatted(frame, shares));
  }

  private static void addPlaces(List<Place> places, String frame, OfType type) {
    Report.Columns tree = type.report().tree();
    int[] depth = tree.shape().depth();
    long[] base = tree.shape().inclusive(tree.baseSelf());
    long[] candidate = tree.shape().inclusive(tree.candidateSelf());
    boolean[] isMeant = new boolean[tree.names().size()];
    for (int name = 0; name < isMeant.length; name++) {
      isMeant[name] = isCalled(tree.names().get(name), frame);
    }
    for (int node = 1; node < depth.length; node++) {
      if (isMeant[tree.shape().name()[node]]) {
        places.add(
            new Place(
                type,
                node,
                percent(base[node], base[0]),
                percent(candidate[node], candidate[0]),
                Arrays.binarySearch(type.report().tested().node(), node)));
      }
    }
  }

  private static boolean isCalled(String name, String frame) {
    return name.equals(frame)
        || name.endsWith("." + frame)
        || FrameNames.comparable(name).equals(FrameNames.comparable(frame));
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }
}
