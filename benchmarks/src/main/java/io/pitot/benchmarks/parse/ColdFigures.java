package io.pitot.benchmarks.parse;

import io.pitot.benchmarks.Figure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Each reader in a process of its own, in turn, as the JVM comes: no option is given to any. */
final class ColdFigures {
  private final String name;
  private final Map<Reader, List<ColdRun.Used>> used = new EnumMap<>(Reader.class);

  private ColdFigures(String name) {
    this.name = name;
  }

  /** Measures and prints. */
  static void print(Recordings.Made recording, int rounds) throws Exception {
    ColdFigures figures = new ColdFigures("parse cold, " + recording.title() + ": ");
    for (int round = 0; round < rounds; round++) {
      for (Reader reader : Reader.values()) {
        ColdRun.Used used = ColdRun.run(reader, recording.file(), List.of());
        figures.used.computeIfAbsent(reader, key -> new ArrayList<>()).add(used);
      }
    }
    figures.print("wall", "s", ColdRun.Used::wallSeconds);
    figures.print("CPU", "s", ColdRun.Used::cpuSeconds);
    figures.print("peak memory", "MB", ColdRun.Used::peakMegabytes);
  }

  private void print(String what, String unit, ToDoubleFunction<ColdRun.Used> value) {
    for (Reader reader : Reader.values()) {
      Figure.printSpread(name + reader.title() + ", " + what, unit, values(reader, value));
    }
    double[] ours = values(Reader.PITOT, value);
    for (Reader peer : Reader.peers()) {
      Figure.printSpread(
          name + peer.title() + " / pitot, " + what,
          "ratio",
          Figure.ratios(values(peer, value), ours));
    }
  }

  private double[] values(Reader reader, ToDoubleFunction<ColdRun.Used> value) {
    return used.getOrDefault(reader, List.of()).stream().mapToDouble(value).toArray();
  }
}
