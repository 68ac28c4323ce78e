package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.LocalJvms;
import io.pitot.cli.local.Session;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.recording.Drill;
import io.pitot.daemon.recording.DrillRequest;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.tail.LastMinutes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pitot drill}: a closer look at one JVM, which the JVM itself ends. */
@Command(
    name = "drill",
    description = {
      "Looks at a JVM of this machine more closely for a while: every wait for a monitor, more"
          + " samples, on JDK 25 safepoint latencies and the calls of methods.",
      "The JVM itself ends it, even when this command is killed; Ctrl-C ends it at once."
    })
final class DrillCommand implements Callable<Integer> {
  private static final long PROGRESS_MILLIS = 1_000;

  @Parameters(paramLabel = "PID", description = "The JVM, which Pitot records already.")
  int pid;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = Span.Converter.class,
      description = "How long, at most 10m (default: ${DEFAULT-VALUE}).")
  Span length = new Span(Duration.ofMinutes(1));

  @Option(
      names = "--time",
      paramLabel = "METHOD",
      split = ",",
      description =
          "JDK 25: count and time the calls of pkg.Class::method, of all methods of pkg.Class, or"
              + " of those with @pkg.Annotation.")
  List<String> timed = List.of();

  @Option(
      names = "--trace",
      paramLabel = "METHOD",
      split = ",",
      description = "JDK 25: record each call of these methods with its stack.")
  List<String> traced = List.of();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Write what was recorded meanwhile to this file.")
  @Nullable Path file;

  private final Terminal terminal;

  DrillCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    DrillRequest request = request();
    FoundJvm jvm = LocalJvms.require(pid);
    long startNanos = System.nanoTime();
    try (Session session = new Session(terminal)) {
      start(jvm, request);
      session.add(() -> Drill.stop(jvm));
      awaitEnd(jvm, startNanos);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    if (file != null) {
      write(jvm, took, file);
    } else {
      terminal.print("process %d was looked at for %d s".formatted(pid, took.toSeconds()));
    }
    return ExitCode.OK;
  }

  private DrillRequest request() throws Failure {
    try {
      return new DrillRequest(length.duration(), timed, traced);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private void start(FoundJvm jvm, DrillRequest request) throws Failure {
    try {
      Optional<Refusal> refusal = Drill.start(jvm, request);
      if (refusal.isPresent()) {
        throw new Failure(
            ExitCode.FAILED,
            "process %d: %s; %s".formatted(pid, refusal.get().reason(), refusal.get().remedy()));
      }
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "process %d: %s".formatted(pid, e.getMessage()), e);
    }
  }

  private void awaitEnd(FoundJvm jvm, long startNanos) throws InterruptedException {
    long endNanos = startNanos + length.duration().toNanos();
    for (long left = endNanos - System.nanoTime();
        left > 0 && jvm.isAlive();
        left = endNanos - System.nanoTime()) {
      terminal.progress(
          "looking closely at process %d for %d s more"
              .formatted(pid, TimeUnit.NANOSECONDS.toSeconds(left)));
      Thread.sleep(Math.min(PROGRESS_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1));
    }
  }

  private void write(FoundJvm jvm, Duration took, Path to) throws Failure {
    try {
      LastMinutes.Copied copied =
          LastMinutes.copy(jvm, took, to)
              .orElseThrow(
                  () -> new Failure(ExitCode.FAILED, "process %d ended meanwhile".formatted(pid)));
      terminal.print(
          "%s: %s to %s, %s"
              .formatted(
                  to, copied.from(), copied.to(), Words.amount(copied.sizeBytes(), "bytes")));
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot copy the recording of process %d to %s: %s".formatted(pid, to, e),
          e);
    }
  }
}
