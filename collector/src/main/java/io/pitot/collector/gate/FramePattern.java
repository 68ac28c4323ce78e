package io.pitot.collector.gate;

import io.pitot.collector.diff.Finding;
import io.pitot.collector.query.BoundedText;
import io.pitot.collector.query.QueryLimitException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which findings a rule of the policy is about. */
public sealed interface FramePattern {
  /** Whether the finding's path, or the frame to edit, is meant. */
  boolean matches(Finding finding);

  /** A frame's whole name. */
  record Frame(String name) implements FramePattern {
    @Override
    public boolean matches(Finding finding) {
      return frames(finding).anyMatch(name::equals);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** How a frame's name begins: a package, a class. */
  record Prefix(String start) implements FramePattern {
    @Override
    public boolean matches(Finding finding) {
      return frames(finding).anyMatch(frame -> frame.startsWith(start));
    }

    @Override
    public String toString() {
      return start + "*";
    }
  }

  /** An expression that is found in the path, frames from the root joined by semicolons. */
  record Regex(Pattern pattern) implements FramePattern {
    @Override
    public boolean matches(Finding finding) {
      String path = String.join(";", frames(finding).toList());
      try {
        return pattern.matcher(new BoundedText(path)).find();
      } catch (StackOverflowError e) {
        throw new QueryLimitException(
            "the regular expression %s goes too deep: avoid repeated groups such as (a|b)*"
                .formatted(this));
      }
    }

    @Override
    public String toString() {
      return "/" + pattern + "/";
    }
  }

  private static Stream<String> frames(Finding finding) {
    Stream<String> path = finding.path().stream();
    String application = finding.applicationFrame();
    return application == null || finding.path().contains(application)
        ? path
        : Stream.concat(path, Stream.of(application));
  }
}
