package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.LocalJvms;
import io.pitot.cli.local.RunningDaemons;
import io.pitot.daemon.DetachedJvms;
import io.pitot.daemon.JvmListing;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.Detachment;
import io.pitot.daemon.recording.WarmPolicy;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pitot detach}: the way out, which needs neither daemon nor collector. */
@Command(
    name = "detach",
    description = {
      "Stops Pitot's recordings, switches its map agent off, removes its files from the JVMs, and"
          + " looks whether it is true. The daemons that run on this machine leave these JVMs alone"
          + " from then on; without one, the next that is started.",
      "Exit code 1 when something of Pitot's remains."
    })
final class DetachCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  Which which = new Which();

  static final class Which {
    @Parameters(paramLabel = "PID", arity = "1..*", description = "These JVMs.")
    @Nullable List<Integer> pids;

    @Option(names = "--all", description = "All JVMs of this machine that this user may look into.")
    boolean all;
  }

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Tell the daemon with this --state, instead of those that run.")
  @Nullable Path state;

  @Option(
      names = "--undo",
      description = "Let the daemon record them again, and switch the map agent on again.")
  boolean undo;

  private final Terminal terminal;

  DetachCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    List<DetachedJvms> detached = daemons().stream().map(DetachedJvms::new).toList();
    int exitCode = ExitCode.OK;
    for (FoundJvm jvm : jvms()) {
      terminal.progress("process " + jvm.pid());
      boolean isClean = undo ? undo(detached, jvm) : detach(detached, jvm);
      exitCode = isClean ? exitCode : ExitCode.NEGATIVE;
    }
    return exitCode;
  }

  /** The state directories of those that are to know. */
  private List<Path> daemons() {
    if (state != null) {
      return List.of(state);
    }
    RunningDaemons running =
        RunningDaemons.look((environment, user) -> Folders.of("daemon", environment, user));
    for (Long daemon : running.closed()) {
      terminal.note(
          "the daemon with process number %d is another user's and may record it again: run this as that user"
              .formatted(daemon));
    }
    return running.states().isEmpty() ? List.of(Folders.of("daemon")) : running.states();
  }

  private List<FoundJvm> jvms() throws Failure {
    if (which.pids != null) {
      List<FoundJvm> jvms = new ArrayList<>();
      for (int pid : which.pids) {
        jvms.add(LocalJvms.require(pid));
      }
      return jvms;
    }
    JvmListing listing = LocalJvms.look(TargetRules.ALL, WarmPolicy.NOW);
    if (listing.unreadable() > 0) {
      terminal.note(
          "%d processes of other users may be JVMs and are left as they are: root would see them"
              .formatted(listing.unreadable()));
    }
    return listing.jvms().stream()
        .map(JvmListing.Entry::jvm)
        .filter(FoundJvm::isReadable)
        .filter(jvm -> jvm.pid() != ProcessHandle.current().pid())
        .toList();
  }

  private boolean detach(List<DetachedJvms> detached, FoundJvm jvm) {
    try {
      Detachment detachment = Detachment.of(jvm, () -> tell(detached, jvm));
      if (!detachment.remains().isEmpty()) {
        say(jvm, String.join("; ", detachment.remains()));
        return false;
      }
      String others =
          detachment.others().isEmpty()
              ? ""
              : "; recordings of others go on: " + String.join(", ", detachment.others());
      say(jvm, what(detachment) + others);
      return true;
    } catch (IOException e) {
      if (!jvm.isAlive()) {
        say(jvm, "it has ended");
        return true;
      }
      say(jvm, "it may still be recorded: " + e.getMessage());
      return false;
    }
  }

  private static void tell(List<DetachedJvms> detached, FoundJvm jvm) throws IOException {
    for (DetachedJvms daemons : detached) {
      daemons.add(jvm);
    }
  }

  private static String what(Detachment detachment) {
    if (detachment.hadAgent()) {
      return (detachment.wasRecorded() ? "the recording is stopped and " : "")
          + "the map agent's hooks are out of its classes; its jar stays loaded until the JVM ends";
    }
    return detachment.wasRecorded()
        ? "the recording is stopped, nothing of Pitot's remains"
        : "nothing of Pitot's was in it";
  }

  private boolean undo(List<DetachedJvms> detached, FoundJvm jvm) {
    try {
      boolean wasDetached = false;
      for (DetachedJvms daemons : detached) {
        wasDetached |= daemons.remove(jvm);
      }
      if (!wasDetached) {
        say(jvm, "it was not detached");
        return true;
      }
    } catch (IOException e) {
      say(jvm, "it stays detached: " + e);
      return false;
    }
    try {
      boolean hasAgent = Detachment.undo(jvm);
      say(
          jvm,
          hasAgent
              ? "the daemon may record it again; the map agent's hooks are back"
              : "the daemon may record it again");
      return true;
    } catch (IOException e) {
      say(jvm, "the daemon may record it again; the map agent stays switched off: " + e);
      return false;
    }
  }

  private void say(FoundJvm jvm, String what) {
    String service = jvm.identity().labels().getOrDefault(TargetIdentity.SERVICE, "?");
    terminal.print("%s (pid %d): %s".formatted(service, jvm.pid(), what));
  }
}
