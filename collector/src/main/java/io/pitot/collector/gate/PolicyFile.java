package io.pitot.collector.gate;

import io.pitot.collector.gate.GatePolicy.IgnoreRule;
import io.pitot.collector.gate.GatePolicy.PathRule;
import io.pitot.collector.gate.GatePolicy.TypeRule;
import io.pitot.collector.gate.GatePolicy.Webhook;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a {@link GatePolicy} from YAML. A key that means nothing is an error, as is no reason. */
public final class PolicyFile {
  /** A longer file is refused. */
  public static final int MAX_CHARS = YamlMap.MAX_CHARS;

  private static final int MAX_RULES = 1_000;
  private static final int MAX_WEBHOOKS = 16;
  private static final double MAX_POINTS = 100;
  private static final int MAX_INSTANCES = 1_000;

  private final List<PolicyException.Problem> problems = new ArrayList<>();

  private PolicyFile() {}

  /**
   * Reads a policy.
   *
   * @throws PolicyException with all that is wrong, by line
   */
  public static GatePolicy parse(String yaml) throws PolicyException {
    PolicyFile file = new PolicyFile();
    GatePolicy policy = GatePolicy.NONE;
    YamlMap root = YamlMap.of("the policy", yaml, file.problems);
    if (root != null) {
      policy = file.policy(root);
    }
    if (!file.problems.isEmpty()) {
      file.problems.sort(Comparator.comparingInt(PolicyException.Problem::line));
      throw new PolicyException(file.problems);
    }
    return policy;
  }

  private GatePolicy policy(YamlMap root) {
    Map<String, TypeRule> types = types(root);
    List<PathRule> paths =
        bounded(root, root.maps("paths", "a path's rule")).stream().map(this::path).toList();
    List<IgnoreRule> ignored =
        bounded(root, root.maps("ignore", "a rule to ignore")).stream().map(this::ignore).toList();
    List<Webhook> webhooks = webhooks(root);
    Double minInstances = root.number("min-instances", 2, MAX_INSTANCES);
    Double maxMde = root.number("max-mde", 0.01, MAX_POINTS);
    root.end("types", "paths", "ignore", "min-instances", "max-mde", "webhooks");
    return new GatePolicy(
        types,
        paths,
        ignored,
        minInstances == null ? null : minInstances.intValue(),
        maxMde,
        webhooks);
  }

  private Map<String, TypeRule> types(YamlMap root) {
    Map<String, TypeRule> types = new LinkedHashMap<>();
    Node node = root.node("types");
    if (node == null) {
      return types;
    }
    YamlMap byType = new YamlMap("types", node, problems);
    for (String type : byType.keys()) {
      Node rule = byType.node(type);
      if (rule == null || !type.matches("[a-z][a-z0-9_]*")) {
        byType.problem(
            byType.lineOfKey(type),
            "'%s' is no profile type: there are cpu, alloc, lock, park and the like"
                .formatted(type));
        continue;
      }
      YamlMap fields = new YamlMap("type " + type, rule, problems);
      types.put(
          type,
          new TypeRule(
              fields.number("bar", 0.01, MAX_POINTS), fields.number("max-mde", 0.01, MAX_POINTS)));
      fields.end("bar", "max-mde");
    }
    return types;
  }

  private PathRule path(YamlMap rule) {
    FramePattern frames = rule.frames();
    List<String> types = rule.texts("types");
    Double bar = rule.number("bar", 0.01, MAX_POINTS);
    if (bar == null) {
      rule.problem(rule.line(), "a path's rule needs a bar, in points");
    }
    rule.end("frame", "prefix", "regex", "types", "bar");
    return new PathRule(frames, types, bar == null ? MAX_POINTS : bar);
  }

  private IgnoreRule ignore(YamlMap rule) {
    IgnoreRule ignored =
        new IgnoreRule(
            rule.frames(),
            rule.texts("types"),
            rule.requiredText("reason", "a rule to ignore needs a reason that others understand"),
            rule.date("until", "a rule to ignore needs the last day on which it holds: until"),
            rule.line());
    rule.end("frame", "prefix", "regex", "types", "reason", "until");
    return ignored;
  }

  private List<Webhook> webhooks(YamlMap root) {
    List<YamlMap> rules = root.maps("webhooks", "a webhook");
    if (rules.size() > MAX_WEBHOOKS) {
      root.problem(
          rules.get(MAX_WEBHOOKS).line(),
          "more than %s webhooks: have one that tells the others".formatted(MAX_WEBHOOKS));
      return List.of();
    }
    return rules.stream().map(this::webhook).toList();
  }

  private Webhook webhook(YamlMap rule) {
    String url = rule.text("url");
    String urlVariable = rule.text("url-env");
    if (url.isEmpty() == urlVariable.isEmpty()) {
      rule.problem(
          rule.line(), "a webhook needs either url, or url-env: the variable that holds it");
    } else if (!url.isEmpty() && !isHttp(url)) {
      rule.problem(rule.lineOfKey("url"), "'%s' is no http or https address".formatted(url));
    }
    String secretHeader = rule.text("secret-header");
    String secretVariable = rule.text("secret-env");
    if (secretHeader.isEmpty() != secretVariable.isEmpty()) {
      rule.problem(
          rule.line(), "secret-header and secret-env, the variable that holds it, go together");
    }
    Webhook.Format format = format(rule, rule.text("format"));
    rule.end("url", "url-env", "format", "secret-header", "secret-env");
    return new Webhook(url, urlVariable, format, secretHeader, secretVariable, rule.line());
  }

  private static Webhook.Format format(YamlMap rule, String text) {
    switch (text) {
      case "", "json" -> {
        return Webhook.Format.JSON;
      }
      case "slack" -> {
        return Webhook.Format.SLACK;
      }
      default -> {
        rule.problem(rule.lineOfKey("format"), "'%s' is no format: json or slack".formatted(text));
        return Webhook.Format.JSON;
      }
    }
  }

  /** Whether the text is an address that a webhook can be sent to. */
  public static boolean isHttp(String url) {
    @Nullable URI uri = null;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return uri.getHost() != null
        && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
  }

  private static List<YamlMap> bounded(YamlMap root, List<YamlMap> rules) {
    if (rules.size() > MAX_RULES) {
      root.problem(rules.get(MAX_RULES).line(), "more than %s rules".formatted(MAX_RULES));
      return rules.subList(0, MAX_RULES);
    }
    return rules;
  }
}
