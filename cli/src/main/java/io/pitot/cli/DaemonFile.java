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
import org.jspecify.annotations.Nullable;

/**
 * The file that a daemon is configured with, beside its flags.
 *
 * @param agent which JVMs get the map agent; empty for none
 */
record DaemonFile(RequestRules requests, Optional<AgentChoice> agent) {
  private static final Pattern OF_A_DAEMON = Pattern.compile("(?m)^(requests|agent)[ \\t]*:");
  private static final String ATTACH = "attach";

  static final DaemonFile NONE = new DaemonFile(RequestRules.NONE, Optional.empty());

  private static final Pattern METHOD =
      Pattern.compile(
          "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+|[\\w.$]+\\.<init>");
  private static final int MAX_RULES = 100;
  private static final int MAX_PATTERN_CHARS = 200;

  /**
   * Into which JVMs the agent is brought, and how.
   *
   * @param match is searched for in service and main class
   * @param jar the agent; null for the one that belongs to this pitot
   * @param options of the agent
   */
  record AgentChoice(Pattern match, @Nullable Path jar, String options) {}

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
      return NONE;
    }
    List<RequestRules.Rule> rules = new ArrayList<>();
    for (YamlMap rule : root.maps("requests", "a rule for requests")) {
      rule(rule).ifPresent(rules::add);
    }
    if (rules.size() > MAX_RULES) {
      root.problem(root.lineOfKey("requests"), "more than %d rules".formatted(MAX_RULES));
    }
    Optional<AgentChoice> agent = agent(root);
    root.end("requests", "agent");
    return new DaemonFile(new RequestRules(rules), agent);
  }

  /** {@code agent: attach}, or a mapping that says where and how. */
  private static Optional<AgentChoice> agent(YamlMap root) {
    if (root.isText("agent")) {
      String word = root.text("agent");
      if (!word.equals(ATTACH)) {
        root.problem(
            root.lineOfKey("agent"),
            "'agent' is '%s': expected 'attach', or a mapping with attach, options and jar"
                .formatted(word));
      }
      return Optional.of(new AgentChoice(Pattern.compile(""), null, ""));
    }
    YamlMap agent = root.map("agent", "agent");
    if (agent == null) {
      return Optional.empty();
    }
    Optional<Pattern> match =
        pattern(agent, ATTACH, agent.requiredText(ATTACH, "agent needs attach: in which JVMs"));
    String jar = agent.text("jar");
    String options = agent.text("options");
    agent.end(ATTACH, "jar", "options");
    return match.map(known -> new AgentChoice(known, jar.isEmpty() ? null : Path.of(jar), options));
  }

  private static Optional<RequestRules.Rule> rule(YamlMap rule) {
    String service = rule.requiredText("service", "a rule for requests needs a service");
    RequestSource source = source(rule);
    rule.end("service", "event", "counter", "method");
    return pattern(rule, "service", service)
        .map(services -> new RequestRules.Rule(services, source));
  }

  private static Optional<Pattern> pattern(YamlMap map, String key, String text) {
    if (text.length() > MAX_PATTERN_CHARS) {
      map.problem(map.lineOfKey(key), "'%s' is longer than %d".formatted(key, MAX_PATTERN_CHARS));
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      map.problem(
          map.lineOfKey(key),
          "'%s' is no regular expression: %s".formatted(text, e.getDescription()));
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
