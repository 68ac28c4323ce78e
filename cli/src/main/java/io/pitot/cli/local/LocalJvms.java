package io.pitot.cli.local;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.daemon.DaemonConfig;
import io.pitot.daemon.JvmListing;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.WarmPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The JVMs of this machine, for commands that work on them by themselves. */
public final class LocalJvms {
  private LocalJvms() {}

  /** All that can be seen; nothing is done to them. */
  public static JvmListing look(TargetRules rules, WarmPolicy warm) throws Failure {
    try {
      return JvmListing.ofThisMachine(DaemonConfig.hostName(), rules, warm);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED, "cannot look for JVMs (%s): Linux with /proc is needed".formatted(e), e);
    }
  }

  /**
   * The JVM with this pid.
   *
   * @throws Failure when there is none, or it belongs to somebody else
   */
  public static FoundJvm require(int pid) throws Failure {
    List<JvmListing.Entry> found = look(TargetRules.pids(Set.of(pid)), WarmPolicy.NOW).jvms();
    if (found.isEmpty()) {
      throw missing(pid);
    }
    FoundJvm jvm = found.get(0).jvm();
    if (!jvm.isReadable()) {
      throw new Failure(
          ExitCode.FAILED,
          "process %d runs as another user (uid %d): run this as root or as that user"
              .formatted(pid, jvm.uid()));
    }
    return jvm;
  }

  /** What to say when there is no JVM with this pid. */
  public static Failure missing(int pid) {
    boolean runs = ProcessHandle.of(pid).isPresent();
    return new Failure(
        ExitCode.UNKNOWN,
        "%s %d%s: 'pitot jvms' lists the JVMs of this machine"
            .formatted(runs ? "process" : "there is no process", pid, runs ? " is no JVM" : ""));
  }
}
