package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.gate.PolicyException;
import io.pitot.collector.gate.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** A policy file, checked before it is used. */
final class PolicyText {
  private PolicyText() {}

  /** The text of a file that is right. */
  static String read(Path file) throws Failure {
    String text = text(file);
    List<String> problems = problems(file, text);
    if (!problems.isEmpty()) {
      throw new Failure(ExitCode.FAILED, String.join("; ", problems));
    }
    return text;
  }

  static GatePolicy policy(Path file) throws Failure {
    try {
      return PolicyFile.parse(read(file));
    } catch (PolicyException e) {
      throw new Failure(ExitCode.FAILED, "%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** What is wrong, each with the file and the line; none when it is right. */
  static List<String> problems(Path file, String text) {
    try {
      PolicyFile.parse(text);
      return List.of();
    } catch (PolicyException e) {
      return e.problems().stream()
          .map(problem -> "%s:%d: %s".formatted(file, problem.line(), problem.message()))
          .toList();
    }
  }

  /** The rules of a right file that ignore nothing any more, each with the file and the line. */
  static List<String> expired(Path file, GatePolicy policy, LocalDate today) {
    return policy.ignored().stream()
        .filter(rule -> rule.hasExpired(today))
        .map(
            rule ->
                "%s:%d: expired on %s and ignores nothing any more (%s): take it out, or give it a new day"
                    .formatted(file, rule.line(), rule.until(), rule.reason()))
        .toList();
  }

  static String text(Path file) throws Failure {
    try {
      if (Files.size(file) > PolicyFile.MAX_CHARS) {
        throw new Failure(
            ExitCode.FAILED,
            "%s is larger than %d bytes: is it a policy?".formatted(file, PolicyFile.MAX_CHARS));
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new Failure(ExitCode.FAILED, "there is no file %s".formatted(file), e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot read %s: %s".formatted(file, e), e);
    }
  }
}
