package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.collector.gate.PolicyException.Problem;
import io.pitot.daemon.budget.Budgets;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.SettingsFiles;
import io.pitot.daemon.recording.WarmPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file that a daemon is configured with, beside its flags, which win.
 *
 * @param labels of every JVM that does not say otherwise
 * @param settings which events are recorded
 * @param agent which JVMs get the map agent; empty for none
 * @param remote whether recordings may be had through the collector
 * @param status as the flag of this name; empty when it is not set
 */
record DaemonFile(
    Optional<Pattern> match,
    Optional<Pattern> exclude,
    Optional<WarmPolicy> warm,
    Map<String, String> labels,
    SettingsFiles settings,
    Rates rates,
    Optional<String> status,
    RequestRules requests,
    Optional<AgentChoice> agent,
    boolean remote,
    Budgets budgets) {
  static final DaemonFile NONE =
      new DaemonFile(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          SettingsFiles.BUILT_IN,
          Rates.DEFAULT,
          Optional.empty(),
          RequestRules.NONE,
          Optional.empty(),
          true,
          Budgets.DEFAULT);

  private static final Pattern OF_A_DAEMON =
      Pattern.compile("(?m)^(%s)[ \\t]*:".formatted(String.join("|", DaemonYaml.KEYS)));

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
    DaemonFile read = DaemonYaml.parse(PolicyText.text(file), problems);
    if (!problems.isEmpty()) {
      throw new Failure(ExitCode.USAGE, String.join("; ", named(file, problems)));
    }
    return read;
  }

  /** What is wrong, each with the file and the line; none when it is right. */
  static List<String> problems(Path file, String text) {
    List<Problem> problems = new ArrayList<>();
    DaemonYaml.parse(text, problems);
    return named(file, problems);
  }

  private static List<String> named(Path file, List<Problem> problems) {
    return problems.stream()
        .sorted(Comparator.comparingInt(Problem::line))
        .map(problem -> "%s:%d: %s".formatted(file, problem.line(), problem.message()))
        .toList();
  }
}
