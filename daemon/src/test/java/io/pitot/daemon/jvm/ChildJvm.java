package io.pitot.daemon.jvm;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of a test's own, running {@link Program}, gone when the test ends. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /** Launches one on the current JDK. */
  public static ChildJvm launch(String... options) throws IOException {
    return launch(Jdks.current(), Map.of(), options);
  }

  public static ChildJvm launch(Path javaHome, String... options) throws IOException {
    return launch(javaHome, Map.of(), options);
  }

  /** Launches one and waits until its program runs. */
  public static ChildJvm launch(Path javaHome, Map<String, String> environment, String... options)
      throws IOException {
    return start(command(javaHome, options), environment);
  }

  /** Launches one that does nothing. */
  public static ChildJvm idle(Path javaHome, String... options) throws IOException {
    List<String> command = command(javaHome, options);
    command.add("idle");
    return start(command, Map.of());
  }

  private static List<String> command(Path javaHome, String... options) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", testClasses(), Program.class.getName()));
    return command;
  }

  /** Runs this command, which becomes or launches a JVM with {@link Program}. */
  public static ChildJvm start(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches(".*JAVA_OPTIONS|JAVA_TOOL.*|OTEL.*"));
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.equals("ready")) {
      line = out.readLine();
    }
    if (line == null) {
      process.destroyForcibly();
      throw new IOException("The JVM ended before its program ran: " + command);
    }
    Thread drain = new Thread(() -> out.lines().forEach(ignored -> {}), "drain");
    drain.setDaemon(true);
    drain.start();
    return new ChildJvm(process);
  }

  /** Where the compiled test classes are. */
  public static String testClasses() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.exists(Path.of(entry, "io/pitot/daemon/jvm/Program.class"))) {
        return entry;
      }
    }
    throw new IllegalStateException("The class path has no test classes");
  }

  public int pid() {
    return (int) process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Runs one of the JDK's own diagnostic commands in it, as a user would. */
  public String jcmd(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Jdks.current().resolve("bin/jcmd").toString());
    line.add(Integer.toString(pid()));
    line.addAll(List.of(command));
    Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return output;
  }

  public void signal(String name) throws IOException, InterruptedException {
    String pid = Integer.toString(pid());
    int exit = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill -%s %s ended with %d".formatted(name, pid, exit));
    }
  }

  /** Lets it end by itself. */
  public void exit() throws IOException, InterruptedException {
    process.getOutputStream().write("exit\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    await();
  }

  /** What {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    await();
  }

  private void await() throws InterruptedException {
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      throw new IllegalStateException("Process " + pid() + " does not end");
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    removeWhatItLeft();
  }

  /** A killed JVM leaves its chunks, and the socket by which it was talked with. */
  private void removeWhatItLeft() throws IOException {
    Files.deleteIfExists(Path.of("/tmp/.java_pid" + pid()));
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(Path.of("/tmp"), "2???_??_??_??_??_??_" + pid())) {
      for (Path repository : left) {
        try (DirectoryStream<Path> chunks = Files.newDirectoryStream(repository)) {
          for (Path chunk : chunks) {
            Files.delete(chunk);
          }
        }
        Files.delete(repository);
      }
    }
  }
}
