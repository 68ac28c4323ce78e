package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.LocalJvms;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.tail.LastMinutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code pitot record}: of this machine it needs neither daemon nor collector, only a JVM that is
 * being recorded.
 */
@Command(
    name = "record",
    description =
        "Writes the last minutes of a JVM as a JFR recording. It is copied from the JVM's own"
            + " files: the JVM does nothing for it. Of another machine it comes through the"
            + " collector.")
final class RecordCommand implements Callable<Integer> {
  @Mixin CollectorOptions collector = new CollectorOptions();

  @Parameters(
      paramLabel = "PID|SERVICE/INSTANCE",
      description = "The JVM, which Pitot records already.")
  String which = "";

  @Option(
      names = "--last",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = Span.Converter.class,
      description =
          "How much, as 30s, 5m or 2h; whole chunks are copied, so it may be more, and less when"
              + " the JVM keeps less (default: ${DEFAULT-VALUE}).")
  Span last = new Span(Duration.ofMinutes(5));

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "Where to; replaced when it exists.")
  Path file = Path.of("");

  private final Terminal terminal;

  RecordCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new Failure(
          ExitCode.USAGE,
          "--file: there is no folder %s: make it, or name another file".formatted(folder));
    }
    Optional<RemoteInstance> remote = RemoteInstance.parse(which);
    if (remote.isPresent()) {
      terminal.progress("asking the collector at " + collector.collector);
      long bytes = remote.get().fetch(collector.client(), last.duration(), file);
      terminal.print("%s: %s".formatted(file, Words.amount(bytes, "bytes")));
      return ExitCode.OK;
    }
    return copy(LocalPid.parse(which));
  }

  private int copy(int pid) throws Failure {
    FoundJvm jvm = LocalJvms.require(pid);
    LastMinutes.Copied copied =
        copied(jvm)
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.NOT_YET,
                        "process %d has recorded nothing yet: start 'pitot up --pid %d' or a daemon"
                                .formatted(pid, pid)
                            + ", and ask again after a few seconds"));
    terminal.print(
        "%s: %s to %s, %d chunks, %s"
            .formatted(
                file,
                copied.from(),
                copied.to(),
                copied.chunks(),
                Words.amount(copied.sizeBytes(), "bytes")));
    if (copied.vanishedChunks() > 0) {
      terminal.note(
          "the JVM deleted %d chunks before they were copied".formatted(copied.vanishedChunks()));
    }
    return ExitCode.OK;
  }

  private Optional<LastMinutes.Copied> copied(FoundJvm jvm) throws Failure {
    try {
      return LastMinutes.copy(jvm, last.duration(), file);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot copy the recording of process %d to %s: %s".formatted(jvm.pid(), file, e),
          e);
    }
  }
}
