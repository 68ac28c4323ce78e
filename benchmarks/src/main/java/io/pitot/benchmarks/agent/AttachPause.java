package io.pitot.benchmarks.agent;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.pitot.benchmarks.agent.Arms.Arm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the agent stops a JVM that it is attached to: the longest safepoint from the begin of
 * the attach until all is woven that is no garbage collection's, from the JVM's own log.
 */
public final class AttachPause {
  private static final double LONGEST_MILLIS = 20;
  private static final long QUIET_MILLIS = 1_000;

  private static final Pattern SAFEPOINT =
      Pattern.compile("Safepoint \"(\\w+)\".* Total: +(\\d+) ns");
  private static final Pattern COLLECTION =
      Pattern.compile("(G1|Gen|Serial|Parallel|Collect|Z|Shenandoah).*");

  private final Arms arms;
  private final Results results;
  private final int rounds;
  private final Path directory;

  public AttachPause(Arms arms, Results results, int rounds, Path directory) {
    this.arms = arms;
    this.results = results;
    this.rounds = rounds;
    this.directory = directory;
  }

  public void measure(Jdk jdk) throws IOException, InterruptedException {
    measure(jdk, "longest safepoint of an attach, database under load", DatabaseLoad.class);
    measure(jdk, "longest safepoint of an attach, web service", ServiceLoad.class);
  }

  private void measure(Jdk jdk, String figure, Class<?> program)
      throws IOException, InterruptedException {
    double[] longest = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      longest[i] = longestMillis(jdk, program);
    }
    results.state(jdk, figure, "ms", longest, LONGEST_MILLIS);
  }

  private double longestMillis(Jdk jdk, Class<?> program) throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "safepoints", ".log");
    List<String> flags = List.of("-Xmx512m", "-Xlog:safepoint=info:file=" + log);
    Process target = arms.start(jdk, Arm.ABSENT, flags, program, "until-end-of-input");
    try (BufferedReader output = target.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.equals("warm")) {
        line = output.readLine();
      }
      if (line == null) {
        throw new IOException(program.getName() + " ended before it was warm");
      }
      int before = Files.readAllLines(log).size();
      attach(target);
      List<String> safepoints = awaitWoven(log);
      return safepoints.subList(before, safepoints.size()).stream()
          .map(SAFEPOINT::matcher)
          .filter(Matcher::find)
          .filter(safepoint -> !COLLECTION.matcher(safepoint.group(1)).matches())
          .mapToDouble(safepoint -> Long.parseLong(safepoint.group(2)) / 1e6)
          .max()
          .orElseThrow(() -> new IOException("no safepoint in " + log));
    } finally {
      target.destroyForcibly().waitFor();
    }
  }

  /** Rarer maps are woven a while after the attach has returned. */
  private static List<String> awaitWoven(Path log) throws IOException, InterruptedException {
    while (true) {
      long before = redefinitions(Files.readAllLines(log));
      Thread.sleep(QUIET_MILLIS);
      List<String> lines = Files.readAllLines(log);
      if (redefinitions(lines) == before) {
        return lines;
      }
    }
  }

  private static long redefinitions(List<String> log) {
    return log.stream().filter(line -> line.contains("\"RedefineClasses\"")).count();
  }

  private void attach(Process target) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(String.valueOf(target.pid()));
      try {
        machine.loadAgent(arms.agent().toString());
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
      throw new IOException("cannot attach to " + target.pid(), e);
    }
  }
}
