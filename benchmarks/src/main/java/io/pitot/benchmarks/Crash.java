package io.pitot.benchmarks;

import io.pitot.collector.CrashRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code benchmarks/run crash [rounds=1000] [seed=S] [data=DIR]}: kills a collector under load and
 * while it sums up, so many times, and counts what was acknowledged and is not there, or is there
 * twice. What the crashes left is removed at the end, unless {@code data} says where it stays.
 */
final class Crash {
  private Crash() {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(value(args, "rounds", "1000"));
    long seed = Long.parseLong(value(args, "seed", Long.toString(System.nanoTime())));
    String data = value(args, "data", "");
    Path folder =
        data.isEmpty() ? Files.createTempDirectory("pitot-crash") : Path.of(data).toAbsolutePath();
    System.err.println("crash: seed " + seed + ", data in " + folder);
    long before = System.nanoTime();
    CrashRounds.Result result =
        new CrashRounds(folder, seed, line -> System.err.println("crash: " + line)).run(rounds);
    result.problems().forEach(problem -> System.err.println("crash: " + problem));
    System.out.printf(
        Locale.ROOT,
        "{\"rounds\":%d,\"sent\":%d,\"acknowledged\":%d,\"lost\":%d,\"twice\":%d,\"checks\":%d,\"summedUp\":%d,\"problems\":%d,\"seed\":%d,\"seconds\":%.0f}%n",
        result.rounds(),
        result.sent(),
        result.acknowledged(),
        result.lost(),
        result.twice(),
        result.checks(),
        result.summedUp(),
        result.problems().size(),
        seed,
        (System.nanoTime() - before) / 1e9);
    if (data.isEmpty() && result.problems().isEmpty()) {
      remove(folder);
    }
    System.exit(result.problems().isEmpty() ? 0 : 1);
  }

  private static String value(String[] args, String name, String otherwise) {
    for (String arg : args) {
      if (arg.startsWith(name + "=")) {
        return arg.substring(name.length() + 1);
      }
    }
    return otherwise;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
