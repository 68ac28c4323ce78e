package io.pitot.collector.diff;

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
 * @param sentence for people
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
    String sentence) {

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
        sentence);
  }

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
