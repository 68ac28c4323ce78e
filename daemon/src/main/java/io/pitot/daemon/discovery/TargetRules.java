package io.pitot.daemon.discovery;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of the JVMs on a machine are wanted. Patterns are searched for (not matched whole) in the
 * main class or jar, the command line and the service.
 *
 * @param pids only these, in the daemon's pid namespace; all when empty
 * @param include only what it is found in
 * @param exclude nothing that it is found in; stronger than the others
 * @param includeSelf whether the JVM that runs this code is wanted
 */
public record TargetRules(
    Set<Integer> pids, Optional<Pattern> include, Optional<Pattern> exclude, boolean includeSelf) {

  /** Every JVM but the one that asks. */
  public static final TargetRules ALL =
      new TargetRules(Set.of(), Optional.empty(), Optional.empty(), false);

  public TargetRules {
    pids = Set.copyOf(pids);
  }

  public static TargetRules pids(Set<Integer> pids) {
    return new TargetRules(pids, Optional.empty(), Optional.empty(), false);
  }

  /** Why this JVM is not wanted, in one line; empty when it is. */
  String exclusion(int pid, String main, String commandLine, String service) {
    if (!includeSelf && pid == ProcessHandle.current().pid()) {
      return "this is Pitot itself";
    }
    if (exclude.isPresent() && isFound(exclude.get(), main, commandLine, service)) {
      return "excluded by the rule " + exclude.get();
    }
    if (!pids.isEmpty() && !pids.contains(pid)) {
      return "not among the pids asked for";
    }
    if (include.isPresent() && !isFound(include.get(), main, commandLine, service)) {
      return "not included by the rule " + include.get();
    }
    return "";
  }

  private static boolean isFound(Pattern pattern, String... texts) {
    for (String text : texts) {
      if (pattern.matcher(text).find()) {
        return true;
      }
    }
    return false;
  }
}
