package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change, at the frame that explains it. Percentages are of the arm's own total, points as in
 * {@link Report.Tested}.
 *
 * @param frame what the change was followed down to: a method, or the class allocated or waited for
 * @param applicationFrame the deepest frame on the path, or just below, that is not the JDK's; null
 *     when there is none or the cost is spread over several
 * @param path frames from the first below the root down to {@code frame}
 * @param node its index in the report's tree
 * @param agree candidate instances beyond all but a tenth of the base's (all, when those are fewer
 *     than ten)
 * @param of how many candidate instances there are
 * @param sentence what happened, for people
 * @param findingClass what the change is about
 * @param cost what the frame costs in all, in both arms
 * @param advice what usually mends it, with the numbers of this case
 * @param evidence what it rests on, a line each
 */
public record Finding(
    Kind kind,
    String frame,
    @Nullable String applicationFrame,
    List<String> path,
    int node,
    double basePercent,
    double candidatePercent,
    double changePoints,
    double lowPoints,
    double highPoints,
    double q,
    int agree,
    int of,
    String sentence,
    FindingClass findingClass,
    Cost cost,
    String advice,
    List<String> evidence) {

  /** The same in another tree. */
  Finding at(int otherNode) {
    return new Finding(
        kind,
        frame,
        applicationFrame,
        path,
        otherNode,
        basePercent,
        candidatePercent,
        changePoints,
        lowPoints,
        highPoints,
        q,
        agree,
        of,
        sentence,
        findingClass,
        cost,
        advice,
        evidence);
  }

  /** The same, told in other words. */
  Finding toldAs(
      FindingClass otherClass,
      @Nullable String otherApplicationFrame,
      String otherSentence,
      String otherAdvice,
      List<String> otherEvidence) {
    return new Finding(
        kind,
        frame,
        otherApplicationFrame,
        path,
        node,
        basePercent,
        candidatePercent,
        changePoints,
        lowPoints,
        highPoints,
        q,
        agree,
        of,
        otherSentence,
        otherClass,
        cost,
        otherAdvice,
        otherEvidence);
  }

  /** The same with one more line of evidence. */
  public Finding with(String moreEvidence) {
    List<String> all = new ArrayList<>(evidence);
    all.add(moreEvidence);
    return toldAs(findingClass, applicationFrame, sentence, advice, List.copyOf(all));
  }

  /**
   * Absolute cost, the mean over an arm's instances.
   *
   * @param base 0 for none; NaN when it is not known how long the instances were observed
   * @param candidate the same of the candidate
   * @param unit of the profile type: {@code samples}, {@code bytes}, {@code nanoseconds}
   * @param per {@code second} of one instance, or {@code request}
   */
  public record Cost(double base, double candidate, String unit, String per) {}

  /** What a change means. */
  public enum Kind {
    /** More than before, and nothing else explains it. */
    REGRESSION,
    /** Less than before. */
    IMPROVEMENT,
    /** More here, and about as much less beside it: the code went elsewhere. */
    MOVED
  }
}
