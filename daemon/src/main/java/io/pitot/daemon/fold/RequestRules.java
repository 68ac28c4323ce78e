package io.pitot.daemon.fold;

import io.pitot.daemon.target.TargetIdentity;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What tells the requests of which service; the first rule whose pattern fits counts. */
public record RequestRules(List<Rule> rules) {
  public static final RequestRules NONE = new RequestRules(List.of());

  public RequestRules {
    rules = List.copyOf(rules);
  }

  /**
   * A rule.
   *
   * @param service fits whole names of services
   */
  public record Rule(Pattern service, RequestSource source) {}

  /** The method whose calls are the target's requests; empty for none. */
  public String methodOf(TargetIdentity target) {
    RequestSource source = of(target);
    return source == null ? "" : source.method();
  }

  /** What tells the target's requests; null when nothing does. */
  public @Nullable RequestSource of(TargetIdentity target) {
    String service = target.labels().getOrDefault(TargetIdentity.SERVICE, "");
    return rules.stream()
        .filter(rule -> rule.service().matcher(service).matches())
        .map(Rule::source)
        .findFirst()
        .orElse(null);
  }
}
