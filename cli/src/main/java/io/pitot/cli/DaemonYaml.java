package io.pitot.cli;

import io.pitot.collector.gate.PolicyException.Problem;
import io.pitot.collector.gate.YamlMap;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.fold.RequestSource;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.SettingsFiles;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads a daemon's YAML; what is wrong is noted with its line, and the reading goes on. */
final class DaemonYaml {
  static final List<String> KEYS =
      List.of(
          "match",
          "exclude",
          "warm",
          "labels",
          "settings",
          "rates",
          "status",
          "requests",
          "agent",
          "remote",
          "budgets");

  private static final int MAX_RULES = 100;
  private static final int MAX_LABELS = 32;
  private static final int MAX_PATTERN_CHARS = 200;
  private static final int MAX_LABEL_CHARS = 256;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z_][\\w.-]{0,127}");
  private static final String ATTACH = "attach";
  private static final Pattern METHOD =
      Pattern.compile(
          "[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)+|[\\w.$]+\\.<init>");
  private static final Pattern TIME = Pattern.compile("(\\d{1,6}) ?(us|ms|s)");

  /** These every JVM says of itself. */
  private static final Set<String> OF_THE_JVM =
      Set.of(
          TargetIdentity.SERVICE,
          TargetIdentity.RELEASE,
          TargetIdentity.INSTANCE,
          TargetIdentity.NODE,
          TargetIdentity.JDK,
          "service.name",
          "service.version",
          "service.instance.id",
          "host.name");

  private DaemonYaml() {}

  static DaemonFile parse(String text, List<Problem> problems) {
    YamlMap root = YamlMap.of("the daemon's configuration", text, problems);
    if (root == null) {
      return DaemonFile.NONE;
    }
    DaemonFile file =
        new DaemonFile(
            pattern(root, "match"),
            pattern(root, "exclude"),
            warm(root),
            labels(root),
            settings(root),
            rates(root),
            Optional.of(root.text("status").strip()).filter(status -> !status.isEmpty()),
            new RequestRules(requests(root)),
            agent(root),
            remote(root),
            BudgetsYaml.parse(root));
    root.end(KEYS.toArray(String[]::new));
    return file;
  }

  private static Optional<WarmPolicy> warm(YamlMap root) {
    String text = root.text("warm").strip();
    for (WarmPolicy policy : WarmPolicy.values()) {
      if (policy.name().equalsIgnoreCase(text)) {
        return Optional.of(policy);
      }
    }
    if (!text.isEmpty()) {
      root.problem(
          root.lineOfKey("warm"), "'warm' is never, spaced or now, not '%s'".formatted(text));
    }
    return Optional.empty();
  }

  private static Map<String, String> labels(YamlMap root) {
    Map<String, String> labels = new TreeMap<>();
    YamlMap map = root.map("labels", "the labels");
    if (map == null) {
      return labels;
    }
    for (String name : map.keys()) {
      String value = map.text(name).strip();
      if (OF_THE_JVM.contains(name)) {
        map.problem(map.lineOfKey(name), "each JVM says its %s itself".formatted(name));
      } else if (!LABEL.matcher(name).matches()) {
        map.problem(map.lineOfKey(name), "'%s' is no name of a label".formatted(name));
      } else if (value.isEmpty() || value.length() > MAX_LABEL_CHARS) {
        map.problem(
            map.lineOfKey(name),
            "the label %s needs a value of 1 to %d characters".formatted(name, MAX_LABEL_CHARS));
      } else {
        labels.put(name, value);
      }
    }
    if (labels.size() > MAX_LABELS) {
      map.problem(map.line(), "more than %d labels".formatted(MAX_LABELS));
    }
    return labels;
  }

  private static SettingsFiles settings(YamlMap root) {
    String folder = root.text("settings").strip();
    if (folder.isEmpty()) {
      return SettingsFiles.BUILT_IN;
    }
    try {
      return SettingsFiles.of(Path.of(folder));
    } catch (IOException e) {
      root.problem(root.lineOfKey("settings"), "'settings': " + e.getMessage());
      return SettingsFiles.BUILT_IN;
    }
  }

  private static Rates rates(YamlMap root) {
    YamlMap map = root.map("rates", "the rates");
    if (map == null) {
      return Rates.DEFAULT;
    }
    Duration second = Duration.ofSeconds(1);
    Rates usual = Rates.DEFAULT;
    Double alloc = map.number("alloc", 1, 10_000);
    Rates rates =
        new Rates(
            time(map, "cpu", usual.cpu(), Duration.ofMillis(1), second),
            time(map, "cpu-time", usual.cpuTime(), Duration.ofMillis(1), second),
            alloc == null ? usual.allocPerSecond() : alloc.intValue(),
            time(map, "lock", usual.lock(), Duration.ZERO, second),
            time(map, "park", usual.park(), Duration.ZERO, second));
    map.end("cpu", "cpu-time", "alloc", "lock", "park");
    return rates;
  }

  private static Duration time(
      YamlMap map, String key, Duration otherwise, Duration least, Duration most) {
    String text = map.text(key).strip();
    if (text.isEmpty()) {
      return otherwise;
    }
    Duration time = time(text);
    if (time == null || time.compareTo(least) < 0 || time.compareTo(most) > 0) {
      map.problem(
          map.lineOfKey(key),
          "'%s' of the rates is a time from %d us to %d us, as 500us or 20ms, not '%s'"
              .formatted(key, least.toNanos() / 1_000, most.toNanos() / 1_000, text));
      return otherwise;
    }
    return time;
  }

  private static @Nullable Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "us" -> Duration.ofNanos(1_000 * amount);
      case "ms" -> Duration.ofMillis(amount);
      default -> Duration.ofSeconds(amount);
    };
  }

  private static List<RequestRules.Rule> requests(YamlMap root) {
    List<RequestRules.Rule> rules = new ArrayList<>();
    for (YamlMap rule : root.maps("requests", "a rule for requests")) {
      request(rule).ifPresent(rules::add);
    }
    if (rules.size() > MAX_RULES) {
      root.problem(root.lineOfKey("requests"), "more than %d rules".formatted(MAX_RULES));
    }
    return rules;
  }

  private static Optional<RequestRules.Rule> request(YamlMap rule) {
    rule.requiredText("service", "a rule for requests needs a service");
    RequestSource source = source(rule);
    rule.end("service", "event", "counter", "method");
    return pattern(rule, "service").map(service -> new RequestRules.Rule(service, source));
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

  /** {@code agent: attach}, or a mapping that says where and how. */
  private static Optional<DaemonFile.AgentChoice> agent(YamlMap root) {
    if (root.isText("agent")) {
      String word = root.text("agent");
      if (!word.equals(ATTACH)) {
        root.problem(
            root.lineOfKey("agent"),
            "'agent' is '%s': expected 'attach', or a mapping with attach, options and jar"
                .formatted(word));
      }
      return Optional.of(new DaemonFile.AgentChoice(Pattern.compile(""), null, ""));
    }
    YamlMap agent = root.map("agent", "agent");
    if (agent == null) {
      return Optional.empty();
    }
    agent.requiredText(ATTACH, "agent needs attach: in which JVMs");
    Optional<Pattern> match = pattern(agent, ATTACH);
    String jar = agent.text("jar");
    String options = agent.text("options");
    agent.end(ATTACH, "jar", "options");
    return match.map(
        known -> new DaemonFile.AgentChoice(known, jar.isEmpty() ? null : Path.of(jar), options));
  }

  private static boolean remote(YamlMap root) {
    String word = root.text("remote").strip();
    boolean isOff = word.matches("off|false");
    if (!isOff && !word.matches("on|true|")) {
      root.problem(root.lineOfKey("remote"), "'remote' is on or off, not '%s'".formatted(word));
    }
    return !isOff;
  }

  private static Optional<Pattern> pattern(YamlMap map, String key) {
    String regex = map.text(key);
    if (regex.isEmpty()) {
      return Optional.empty();
    }
    if (regex.length() > MAX_PATTERN_CHARS) {
      map.problem(map.lineOfKey(key), "'%s' is longer than %d".formatted(key, MAX_PATTERN_CHARS));
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      map.problem(
          map.lineOfKey(key),
          "'%s' is no regular expression: %s".formatted(regex, e.getDescription()));
      return Optional.empty();
    }
  }
}
