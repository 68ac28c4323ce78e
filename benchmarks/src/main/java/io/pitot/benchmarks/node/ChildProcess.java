package io.pitot.benchmarks.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that a measurement needs; it ends with it. */
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private ChildProcess(Process process) {
    this.process = process;
    out = process.inputReader();
  }

  /** Runs a class of this class path. */
  public static ChildProcess java(
      Path java, List<String> options, Class<?> main, String... arguments) throws IOException {
    return java(java, options, System.getProperty("java.class.path"), main.getName(), arguments);
  }

  public static ChildProcess java(
      Path java, List<String> options, String classPath, String main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches(".*JAVA_OPTIONS|JAVA_TOOL.*"));
    // As the launcher does for our own processes.
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    return new ChildProcess(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The rest of the first line that begins so. */
  public String await(String prefix) throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith(prefix)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("a child ended before it said '" + prefix + "'");
    }
    return line.substring(prefix.length()).strip();
  }

  /** A line for its standard input. */
  void say(String line) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    in.flush();
  }

  public BufferedReader lines() {
    return out;
  }

  /** What {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Lets it end by itself. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException alreadyClosed) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
