package io.pitot.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code pitot} command as a process of its own. */
final class Pitot implements AutoCloseable {
  private static final Path SCRIPT = Path.of("..", "pitot").toAbsolutePath().normalize();
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(10);

  private final Process process;
  private final Path out;
  private final Path err;

  private Pitot(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** A command that has ended. */
  record Ended(int exitCode, String out, String err) {
    /** The output of a command that must have worked. */
    String ok() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + ": " + err);
      }
      return out;
    }
  }

  static Ended run(String... arguments) throws Exception {
    try (Pitot pitot = start(arguments)) {
      return pitot.awaitEnd(COMMAND_LIMIT);
    }
  }

  static Pitot start(String... arguments) throws IOException {
    return start(SCRIPT, Path.of("."), arguments);
  }

  static Pitot start(Path script, Path directory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("pitot-lab-", ".out");
    Path err = Files.createTempFile("pitot-lab-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PITOT_"));
    builder.environment().put("PITOT_BUILD", "never");
    return new Pitot(builder.start(), out, err);
  }

  static Path script() {
    return SCRIPT;
  }

  /** The script becomes the JVM. */
  long pid() {
    return process.pid();
  }

  Ended awaitEnd(Duration limit) throws Exception {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still runs after %d s: %s".formatted(limit.toSeconds(), err()));
    }
    return new Ended(process.exitValue(), out(), err());
  }

  /** The first match in what it has printed so far, on either stream. */
  Matcher awaitLine(Pattern pattern, Duration limit) throws Exception {
    return Await.value(
        limit,
        pattern + " from pitot, which said: " + err(),
        () -> {
          Matcher found = pattern.matcher(out() + err());
          if (found.find()) {
            return Optional.of(found);
          }
          if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ": " + err());
          }
          return Optional.empty();
        });
  }

  /** What Ctrl-C does too; a background shell may have made us deaf for that signal. */
  void terminate() {
    process.destroy();
  }

  void kill() {
    Processes.kill(process);
  }

  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    int exit = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -%s %s ended with %d".formatted(name, pid, exit));
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  @Override
  public void close() throws IOException {
    Processes.end(process);
    Files.delete(out);
    Files.delete(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
