package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.LocalJvms;
import io.pitot.daemon.JvmListing;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.target.TargetIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks before a JVM is touched that a first recording would stall. */
final class Consent {
  private final Terminal terminal;
  private final boolean given;

  /**
   * @param given whether the person has agreed beforehand
   */
  Consent(Terminal terminal, boolean given) {
    this.terminal = terminal;
    this.given = given;
  }

  /**
   * What may be done to the JVMs that run now.
   *
   * @throws Failure when a JVM that was asked for by pid cannot be recorded, or nobody agrees to it
   */
  WarmPolicy forTargets(TargetRules rules) throws Failure {
    List<JvmListing.Entry> untouched = LocalJvms.look(rules, WarmPolicy.NEVER).jvms();
    List<JvmListing.Entry> allowed = LocalJvms.look(rules, WarmPolicy.NOW).jvms();
    requireTargets(rules, allowed);
    Set<Integer> recordable = recordable(allowed);
    List<JvmListing.Entry> stalling =
        untouched.stream()
            .filter(entry -> entry.refusal().isPresent() && recordable.contains(entry.jvm().pid()))
            .toList();
    if (stalling.isEmpty()) {
      return WarmPolicy.NEVER;
    }
    if (given || agrees(stalling)) {
      return WarmPolicy.NOW;
    }
    if (!rules.pids().isEmpty()) {
      throw new Failure(ExitCode.FAILED, refusal(stalling.get(0)));
    }
    stalling.forEach(entry -> terminal.note("left alone: " + refusal(entry)));
    return WarmPolicy.NEVER;
  }

  private static Set<Integer> recordable(List<JvmListing.Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.refusal().isEmpty())
        .map(entry -> entry.jvm().pid())
        .collect(Collectors.toSet());
  }

  private void requireTargets(TargetRules rules, List<JvmListing.Entry> found) throws Failure {
    for (int pid : rules.pids()) {
      Optional<JvmListing.Entry> jvm =
          found.stream().filter(entry -> entry.jvm().pid() == pid).findFirst();
      if (jvm.isEmpty()) {
        throw LocalJvms.missing(pid);
      }
      if (jvm.get().refusal().isPresent()) {
        throw new Failure(ExitCode.FAILED, refusal(jvm.get()));
      }
    }
    if (found.isEmpty()) {
      terminal.note("no such JVM runs yet; the first that starts is recorded");
    }
  }

  private boolean agrees(List<JvmListing.Entry> stalling) {
    if (!terminal.canAsk()) {
      return false;
    }
    stalling.forEach(entry -> terminal.note(name(entry) + ": " + reason(entry)));
    return terminal.confirm("Record " + (stalling.size() == 1 ? "it" : "them") + " all the same?");
  }

  private static String refusal(JvmListing.Entry entry) {
    String remedy = entry.refusal().map(Refusal::remedy).orElse("");
    return "%s is not recorded: %s%s"
        .formatted(name(entry), reason(entry), remedy.isEmpty() ? "" : "; " + remedy);
  }

  private static String name(JvmListing.Entry entry) {
    return "%s (pid %d)"
        .formatted(
            entry.jvm().identity().labels().getOrDefault(TargetIdentity.SERVICE, "?"),
            entry.jvm().pid());
  }

  private static String reason(JvmListing.Entry entry) {
    return entry.refusal().map(Refusal::reason).orElse("");
  }
}
