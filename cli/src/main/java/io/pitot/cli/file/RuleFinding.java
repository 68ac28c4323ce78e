package io.pitot.cli.file;

/**
 * What one of Mission Control's rules says.
 *
 * @param score 0 (nothing) to 100 (worst); below 0 where it says nothing
 * @param summary plain text, as are explanation and solution; each may be empty
 */
public record RuleFinding(
    String id,
    String name,
    String topic,
    Weight weight,
    double score,
    String summary,
    String explanation,
    String solution) {

  /** How much it matters. */
  public enum Weight {
    WARNING,
    INFORMATION,
    OK,
    /** The recording does not hold what the rule looks at. */
    NOT_APPLICABLE,
    /** The rule itself failed; the summary says how. */
    FAILED;

    /** Whether a person should look at it without being asked. */
    public boolean matters() {
      return this == WARNING || this == INFORMATION;
    }
  }
}
