package io.pitot.benchmarks.parse;

import io.pitot.benchmarks.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Each reader in a process of its own, in turn, with each set of the JVM's options. */
final class ColdFigures {
  private final String name;
  private final Map<Run, List<ColdRun.Used>> used = new HashMap<>();

  private enum Options {
    NONE("as the JVM comes"),
    /** As the script {@code pitot} runs {@code pitot flame}. */
    FLAME(
        "as pitot flame runs", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms24m", "-Xmn8m");

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // A list of its own, never changed.
    private final List<String> options;

    Options(String title, String... options) {
      this.title = title;
      this.options = List.of(options);
    }
  }

  private record Run(Reader reader, Options options) {
    String title() {
      return reader.title() + " " + options.title;
    }
  }

  private ColdFigures(String name) {
    this.name = name;
  }

  /** Measures and prints. */
  static void print(Recordings.Made recording, int rounds) throws Exception {
    ColdFigures figures = new ColdFigures("parse cold, " + recording.title() + ": ");
    for (int round = 0; round < rounds; round++) {
      for (Options options : Options.values()) {
        for (Reader reader : Reader.values()) {
          ColdRun.Used took = ColdRun.run(reader, recording.file(), options.options);
          figures
              .used
              .computeIfAbsent(new Run(reader, options), key -> new ArrayList<>())
              .add(took);
        }
      }
    }
    figures.print("wall", "s", ColdRun.Used::wallSeconds);
    figures.print("CPU", "s", ColdRun.Used::cpuSeconds);
    figures.print("peak memory", "MB", ColdRun.Used::peakMegabytes);
  }

  private void print(String what, String unit, ToDoubleFunction<ColdRun.Used> value) {
    for (Options options : Options.values()) {
      for (Reader reader : Reader.values()) {
        Run run = new Run(reader, options);
        Figure.printSpread(name + run.title() + ", " + what, unit, values(run, value));
      }
    }
    for (Reader peer : Reader.peers()) {
      printRatio(what, value, new Run(peer, Options.NONE), Options.NONE);
      printRatio(what, value, new Run(peer, Options.NONE), Options.FLAME);
      printRatio(what, value, new Run(peer, Options.FLAME), Options.FLAME);
    }
  }

  private void printRatio(
      String what, ToDoubleFunction<ColdRun.Used> value, Run peer, Options ourOptions) {
    Run ours = new Run(Reader.PITOT, ourOptions);
    Figure.printSpread(
        name + peer.title() + " / " + ours.title() + ", " + what,
        "ratio",
        Figure.ratios(values(peer, value), values(ours, value)));
  }

  private double[] values(Run run, ToDoubleFunction<ColdRun.Used> value) {
    return used.getOrDefault(run, List.of()).stream().mapToDouble(value).toArray();
  }
}
