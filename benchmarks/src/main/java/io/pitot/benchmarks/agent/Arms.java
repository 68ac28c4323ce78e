package io.pitot.benchmarks.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * JVMs with and without the agent. Both have the same recording; with the agent, all of its events
 * are on.
 */
public final class Arms {
  private final Path agent;
  private final Path idleAgent;

  /** What a JVM that is measured carries. */
  public enum Arm {
    ABSENT,
    /** An agent that does nothing. */
    IDLE,
    ARMED,
    /** The same, and with hooks at the call sites of {@link MapOperations}. */
    CHECKING
  }

  /**
   * A run that ended well.
   *
   * @param figures the lines {@code figure NAME NUMBER} that the program printed
   */
  public record Run(Map<String, Double> figures, double wallMillis) {
    /** The figure of this name; throws if the program did not print it. */
    public double figure(String name) {
      Double value = figures.get(name);
      if (value == null) {
        throw new IllegalStateException("no figure " + name + " in " + figures);
      }
      return value;
    }
  }

  public Arms(Path agent, Path directory) throws IOException {
    this.agent = agent;
    this.idleAgent = directory.resolve("idle-agent.jar");
    writeIdleAgent();
  }

  public List<String> flags(Arm arm) {
    return switch (arm) {
      case ABSENT -> List.of();
      case IDLE -> List.of("-javaagent:" + idleAgent);
      case ARMED -> List.of("-javaagent:" + agent);
      case CHECKING ->
          List.of("-javaagent:" + agent + "=check-then-act=" + MapOperations.class.getName());
    };
  }

  public Path agent() {
    return agent;
  }

  /** Runs a program of this class path to its end. */
  public Run run(Jdk jdk, Arm arm, List<String> flags, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = command(jdk, arm, flags, program, arguments);
    long begunNanos = System.nanoTime();
    Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(jvm.getInputStream().readAllBytes(), UTF_8);
    int exitCode = jvm.waitFor();
    double wallMillis = (System.nanoTime() - begunNanos) / 1e6;
    if (exitCode != 0 || output.contains("pitot-agent:")) {
      throw new IOException("exit code " + exitCode + " of " + command + "\n" + output);
    }
    return new Run(figures(output), wallMillis);
  }

  /** Starts a program of this class path; it ends when its standard input does. */
  public Process start(Jdk jdk, Arm arm, List<String> flags, Class<?> program, String... arguments)
      throws IOException {
    return new ProcessBuilder(command(jdk, arm, flags, program, arguments))
        .redirectErrorStream(true)
        .start();
  }

  private List<String> command(
      Jdk jdk, Arm arm, List<String> flags, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.add("-Xlog:disable");
    command.addAll(flags);
    command.addAll(flags(arm));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Map<String, Double> figures(String output) {
    Map<String, Double> figures = new TreeMap<>();
    for (String line : output.lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals("figure")) {
        figures.put(words[1], Double.valueOf(words[2]));
      }
    }
    return figures;
  }

  private void writeIdleAgent() throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", IdleAgent.class.getName());
    String entry = IdleAgent.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(idleAgent);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        var in = IdleAgent.class.getResourceAsStream("IdleAgent.class")) {
      if (in == null) {
        throw new IOException(entry + " is not on the class path");
      }
      jar.putNextEntry(new JarEntry(entry));
      in.transferTo(jar);
    }
  }
}
