package io.pitot.collector.gate;

import io.pitot.collector.diff.Finding;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a team holds its releases to. {@link PolicyFile} reads it, docs/gate.md describes the file.
 *
 * @param types bars by profile type; also what is looked at when nobody names types
 * @param paths bars of parts of the program: the first that matches a change counts
 * @param ignored changes that do not fail, each until a day
 * @param minInstances of a release, for any verdict but INCONCLUSIVE; null for the differ's
 * @param maxMdePoints what a PASS must be able to see; null for the differ's
 * @param webhooks who is told of findings of the continuous comparison
 */
public record GatePolicy(
    Map<String, TypeRule> types,
    List<PathRule> paths,
    List<IgnoreRule> ignored,
    @Nullable Integer minInstances,
    @Nullable Double maxMdePoints,
    List<Webhook> webhooks) {

  /** Nothing but the differ's own defaults. */
  public static final GatePolicy NONE =
      new GatePolicy(Map.of(), List.of(), List.of(), null, null, List.of());

  /** What holds for a profile type; null leaves it as it is. */
  public record TypeRule(@Nullable Double barPoints, @Nullable Double maxMdePoints) {}

  /**
   * A bar of its own for a part of the program.
   *
   * @param types of profiles that it holds for; none stands for all
   */
  public record PathRule(FramePattern frames, List<String> types, double barPoints) {
    boolean isAbout(String type, Finding finding) {
      return (types.isEmpty() || types.contains(type)) && frames.matches(finding);
    }
  }

  /**
   * A change that does not fail.
   *
   * @param until the last day on which the rule holds, by UTC
   * @param line in the file
   */
  public record IgnoreRule(
      FramePattern frames, List<String> types, String reason, LocalDate until, int line) {
    boolean isAbout(String type, Finding finding) {
      return (types.isEmpty() || types.contains(type)) && frames.matches(finding);
    }

    /** Whether its last day is over. */
    public boolean hasExpired(LocalDate today) {
      return today.isAfter(until);
    }
  }

  /**
   * Who is told.
   *
   * @param url or the name of the environment's variable that holds it
   * @param secretHeader the header that carries the secret; empty for none
   * @param secretVariable the environment's variable that holds the secret
   */
  public record Webhook(
      String url,
      String urlVariable,
      Format format,
      String secretHeader,
      String secretVariable,
      int line) {
    /** What the receiver understands. */
    public enum Format {
      JSON,
      SLACK
    }
  }

  /** The bar of a change, in points. */
  double barPoints(String type, Finding finding, double barOfType) {
    return paths.stream()
        .filter(rule -> rule.isAbout(type, finding))
        .findFirst()
        .map(PathRule::barPoints)
        .orElse(barOfType);
  }

  /** The rule by which a change does not fail today. */
  Optional<IgnoreRule> ignoring(String type, Finding finding, LocalDate today) {
    return ignored.stream()
        .filter(rule -> !rule.hasExpired(today) && rule.isAbout(type, finding))
        .findFirst();
  }

  /** The expired rule by which the change would not have failed once. */
  Optional<IgnoreRule> ignoredOnce(String type, Finding finding, LocalDate today) {
    return ignored.stream()
        .filter(rule -> rule.hasExpired(today) && rule.isAbout(type, finding))
        .findFirst();
  }
}
