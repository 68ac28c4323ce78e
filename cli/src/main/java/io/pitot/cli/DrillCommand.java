package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.local.LocalJvms;
import io.pitot.cli.local.Session;
import io.pitot.cli.remote.CollectorClient;
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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pitot drill}: a closer look at one JVM, which the JVM itself ends. */
@Command(
    name = "drill",
    description = {
      "Looks at a JVM more closely for a while: every wait for a monitor, more samples, on JDK 25"
          + " safepoint latencies and the calls of methods.",
      "The JVM itself ends it, even when this command is killed; Ctrl-C ends it at once, in a JVM"
          + " of this machine. One of another is asked through the collector."
    })
final class DrillCommand implements Callable<Integer> {
  private static final long PROGRESS_MILLIS = 1_000;

  @Mixin CollectorOptions collector = new CollectorOptions();

  @Parameters(
      paramLabel = "PID|SERVICE/INSTANCE",
      description = "The JVM, which Pitot records already.")
  String which = "";

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
    Optional<RemoteInstance> remote = RemoteInstance.parse(which);
    return remote.isPresent() ? there(remote.get(), request) : here(request);
  }

  private int here(DrillRequest request) throws Failure, InterruptedException {
    int pid = LocalPid.parse(which);
    FoundJvm jvm = LocalJvms.require(pid);
    long startNanos = System.nanoTime();
    try (Session session = new Session(terminal)) {
      start(jvm, request);
      session.add(() -> Drill.stop(jvm));
      awaitEnd("process " + pid, jvm::isAlive, startNanos);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    if (file != null) {
      write(jvm, took, file);
    } else {
      terminal.print("process %d was looked at for %d s".formatted(pid, took.toSeconds()));
    }
    return ExitCode.OK;
  }

  private int there(RemoteInstance instance, DrillRequest request)
      throws Failure, InterruptedException {
    if (!timed.isEmpty() || !traced.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE,
          "methods are timed and traced on the JVM's own machine only: pitot drill PID --time ...");
    }
    CollectorClient client = collector.client();
    terminal.progress("asking the collector at " + collector.collector);
    instance.drill(client, request.length());
    terminal.note("the JVM ends the drill by itself; what it brings is in its windows");
    awaitEnd(which, () -> true, System.nanoTime());
    if (file != null) {
      long bytes = instance.fetch(client, request.length(), file);
      terminal.print("%s: %s".formatted(file, Words.amount(bytes, "bytes")));
    } else {
      terminal.print("%s was looked at for %d s".formatted(which, request.length().toSeconds()));
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
            "process %d: %s; %s"
                .formatted(jvm.pid(), refusal.get().reason(), refusal.get().remedy()));
      }
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "process %d: %s".formatted(jvm.pid(), e.getMessage()), e);
    }
  }

  private void awaitEnd(String name, BooleanSupplier isAlive, long startNanos)
      throws InterruptedException {
    long endNanos = startNanos + length.duration().toNanos();
    for (long left = endNanos - System.nanoTime();
        left > 0 && isAlive.getAsBoolean();
        left = endNanos - System.nanoTime()) {
      terminal.progress(
          "looking closely at %s for %d s more"
              .formatted(name, TimeUnit.NANOSECONDS.toSeconds(left)));
      Thread.sleep(Math.min(PROGRESS_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1));
    }
  }

  private void write(FoundJvm jvm, Duration took, Path to) throws Failure {
    try {
      LastMinutes.Copied copied =
          LastMinutes.copy(jvm, took, to)
              .orElseThrow(
                  () ->
                      new Failure(
                          ExitCode.FAILED, "process %d ended meanwhile".formatted(jvm.pid())));
      terminal.print(
          "%s: %s to %s, %s"
              .formatted(
                  to, copied.from(), copied.to(), Words.amount(copied.sizeBytes(), "bytes")));
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot copy the recording of process %d to %s: %s".formatted(jvm.pid(), to, e),
          e);
    }
  }
}
