package io.pitot.benchmarks.parse;

import io.pitot.benchmarks.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the recordings, lets every reader count them warm and cold, and prints the figures. A
 * recording of which two readers say different things gets no figures.
 */
public final class Comparison {
  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;

  /**
   * The collector runs in the VM's own thread, so that its time can be told; the heap holds what
   * JMC loads.
   */
  private static final List<String> WARM_OPTIONS =
      List.of("-Xms5g", "-Xmx5g", "-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads");

  /** Measured after about as many to warm up, where nothing else is asked for. */
  public static final int ROUNDS = 7;

  private final int rounds;

  public Comparison(int rounds) {
    this.rounds = rounds;
  }

  /** Measures the recordings that are given, or those that it makes in {@code folder}. */
  public void run(Path folder, List<Path> given) throws Exception {
    List<Recordings.Made> recordings = new ArrayList<>();
    if (given.isEmpty()) {
      recordings.addAll(new Recordings(folder).all());
    }
    for (Path file : given) {
      recordings.add(new Recordings.Made(file.getFileName().toString(), file));
    }
    int different = 0;
    for (Recordings.Made recording : recordings) {
      if (warmInOtherProcess(recording)) {
        ColdFigures.print(recording, rounds);
      } else {
        different++;
      }
    }
    if (different > 0) {
      System.err.println(different + " recordings have no figures: the readers do not agree");
      System.exit(1);
    }
  }

  /**
   * Checks that the readers agree and measures them warm.
   *
   * @param args title, recording, rounds
   */
  public static void main(String[] args) throws Exception {
    Path recording = Path.of(args[1]);
    if (!agreed(args[0], recording)) {
      System.exit(1);
    }
    warm(args[0], recording, Integer.parseInt(args[2]));
  }

  private static boolean agreed(String title, Path recording) throws Exception {
    Result ours = Reader.PITOT.read(recording).result();
    System.err.println(title + ": " + ours);
    boolean same = true;
    for (Reader reader : Reader.peers()) {
      Result theirs = reader.read(recording).result();
      Result.Agreement agreement = ours.agreementOf(theirs);
      if (agreement == Result.Agreement.STACKS_MISSING) {
        System.err.printf(
            "%s: %s finds no stack for %d events, whose stack only an earlier chunk holds%n",
            title, reader.title(), theirs.withoutStack() - ours.withoutStack());
      } else if (agreement == Result.Agreement.DIFFERENT) {
        System.err.println(title + ": but " + reader.title() + " counts " + theirs);
        same = false;
      }
    }
    return same;
  }

  private boolean warmInOtherProcess(Recordings.Made recording)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(WARM_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            Comparison.class.getName(),
            recording.title(),
            recording.file().toString(),
            Integer.toString(rounds)));
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  private static void warm(String title, Path recording, int rounds) throws Exception {
    WarmRun.Times times = new WarmRun(recording, Math.max(rounds - 1, 3), rounds).run();
    String name = "parse warm, " + title + ": ";
    double[] ours = times.of(Reader.PITOT);
    double megabytes = Files.size(recording) / BYTES_PER_MEGABYTE;
    Figure.printSpread(name + "pitot", "MB/s", perSecond(megabytes, ours));
    Figure.printSpread(name + "pitot, CPU", "ms", ours);
    for (Reader peer : Reader.peers()) {
      Figure.printSpread(
          name + peer.title() + " / pitot, CPU", "ratio", Figure.ratios(times.of(peer), ours));
    }
    Figure.printSpread(name + "to rows of windows", "MB/s", perSecond(megabytes, times.fold()));
    Figure.printSpread(
        name + "to rows of windows / counted, CPU", "ratio", Figure.ratios(times.fold(), ours));
  }

  private static double[] perSecond(double megabytes, double[] millis) {
    double[] speeds = new double[millis.length];
    for (int i = 0; i < millis.length; i++) {
      speeds[i] = megabytes / millis[i] * MILLIS_PER_SECOND;
    }
    return speeds;
  }
}
