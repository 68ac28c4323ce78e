package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.collector.gate.PolicyException.Problem;
import io.pitot.collector.gate.YamlMap;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.fold.RequestSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The file that a daemon is configured with, beside its flags. */
record DaemonFile(RequestRules requests) {
  private static final Pattern OF_A_DAEMON = Pattern.compile("(?m)^requests[ \\t]*:");
  private static final int MAX_RULES = 100;
  private static final int MAX_PATTERN_CHARS = 200;

  /** Whether a text is meant for a daemon and not for a policy. */
  static boolean isOne(String text) {
    return OF_A_DAEMON.matcher(text).find();
  }

  /** A file that is right. */
  static DaemonFile read(Path file) throws Failure {
    List<Problem> problems = new ArrayList<>();
    DaemonFile read = parse(PolicyText.text(file), problems);
    if (!problems.isEmpty()) {
      throw new Failure(ExitCode.USAGE, String.join("; ", named(file, problems)));
    }
    return read;
  }

  /** What is wrong, each with the file and the line; none when it is right. */
  static List<String> problems(Path file, String text) {
    List<Problem> problems = new ArrayList<>();
    parse(text, problems);
    return named(file, problems);
  }

  private static DaemonFile parse(String text, List<Problem> problems) {
    YamlMap root = YamlMap.of("the daemon's configuration", text, problems);
    if (root == null) {
      return new DaemonFile(RequestRules.NONE);
    }
    List<RequestRules.Rule> rules = new ArrayList<>();
    for (YamlMap rule : root.maps("requests", "a rule for requests")) {
      rule(rule).ifPresent(rules::add);
    }
    if (rules.size() > MAX_RULES) {
      root.problem(root.lineOfKey("requests"), "more than %d rules".formatted(MAX_RULES));
    }
    root.end("requests");
    return new DaemonFile(new RequestRules(rules));
  }

  private static Optional<RequestRules.Rule> rule(YamlMap rule) {
    String service = rule.requiredText("service", "a rule for requests needs a service");
    String event =
        rule.requiredText("event", "a rule for requests needs an event: the name of its JFR type");
    RequestSource source = new RequestSource(event, rule.text("counter").strip());
    rule.end("service", "event", "counter");
    if (!source.isFree()) {
      rule.problem(
          rule.lineOfKey("event"),
          "events of type %s are taken for something else: name another".formatted(event));
    }
    if (service.length() > MAX_PATTERN_CHARS) {
      rule.problem(rule.lineOfKey("service"), "'service' is longer than " + MAX_PATTERN_CHARS);
      return Optional.empty();
    }
    try {
      return Optional.of(new RequestRules.Rule(Pattern.compile(service), source));
    } catch (PatternSyntaxException e) {
      rule.problem(
          rule.lineOfKey("service"),
          "'%s' is no regular expression: %s".formatted(service, e.getDescription()));
      return Optional.empty();
    }
  }

  private static List<String> named(Path file, List<Problem> problems) {
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line))
        .map(problem -> "%s:%d: %s".formatted(file, problem.line(), problem.message()))
        .toList();
  }
}
