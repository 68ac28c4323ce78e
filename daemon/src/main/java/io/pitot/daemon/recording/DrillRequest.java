package io.pitot.daemon.recording;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A drill that somebody asks for.
 *
 * @param length how long it lasts, from one second to {@link #LONGEST}
 * @param timed methods whose calls are counted and timed: {@code pkg.Class::method}, {@code
 *     pkg.Class} or {@code @pkg.Annotation}
 * @param traced methods whose calls are recorded one by one
 */
public record DrillRequest(Duration length, List<String> timed, List<String> traced) {
  public static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Pattern METHODS = Pattern.compile("@?[\\w.$]+(::[\\w$]+|::<init>)?");
  private static final int MAX_METHODS = 20;

  public DrillRequest {
    timed = List.copyOf(timed);
    traced = List.copyOf(traced);
    if (length.compareTo(Duration.ofSeconds(1)) < 0 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a drill lasts from 1 s to %d s, not %d s"
              .formatted(LONGEST.toSeconds(), length.toSeconds()));
    }
    check(timed);
    check(traced);
  }

  boolean namesMethods() {
    return !timed.isEmpty() || !traced.isEmpty();
  }

  private static void check(List<String> methods) {
    if (methods.size() > MAX_METHODS) {
      throw new IllegalArgumentException("more than %d methods".formatted(MAX_METHODS));
    }
    for (String method : methods) {
      if (!METHODS.matcher(method).matches()) {
        throw new IllegalArgumentException(
            "'%s' is no method: write pkg.Class::method, pkg.Class or @pkg.Annotation"
                .formatted(method));
      }
    }
  }
}
