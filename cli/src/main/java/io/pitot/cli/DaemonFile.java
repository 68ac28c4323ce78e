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
  private static final Pattern METHOD =
      Pattern.compile(
          "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+|[\\w.$]+\\.<init>");
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
    RequestSource source = source(rule);
    rule.end("service", "event", "counter", "method");
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

  private static RequestSource source(YamlMap rule) {
    String method = rule.text("method").strip();
    if (!method.isEmpty()) {
      return ofCalls(rule, method);
    }
    String event =
        rule.requiredText(
            "event",
            "a rule for requests needs an event, the name of its JFR type, or a method, whose calls"
                + " are counted from JDK 25 on");
    RequestSource source = new RequestSource(event, rule.text("counter").strip());
    if (!source.isFree()) {
      rule.problem(
          rule.lineOfKey("event"),
          "events of type %s are taken for something else: name another".formatted(event));
    }
    return source;
  }

  private static RequestSource ofCalls(YamlMap rule, String method) {
    if (!METHOD.matcher(method).matches()) {
      rule.problem(
          rule.lineOfKey("method"),
          "'%s' is no method: write it as in a flame graph, package.Class.method"
              .formatted(method));
    }
    for (String other : List.of("event", "counter")) {
      if (!rule.text(other).isEmpty()) {
        rule.problem(
            rule.lineOfKey(other), "a rule has a method or an event, and this one has both");
      }
    }
    return RequestSource.ofCalls(method);
  }

  private static List<String> named(Path file, List<Problem> problems) {
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line))
        .map(problem -> "%s:%d: %s".formatted(file, problem.line(), problem.message()))
        .toList();
  }
}
