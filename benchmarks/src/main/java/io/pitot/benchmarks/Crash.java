package io.pitot.benchmarks;

import io.pitot.collector.CrashRounds;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * {@code benchmarks/run crash [rounds=1000] [seed=S] [data=DIR]}: kills a collector under load and
 * while it sums up, so many times, and counts what was acknowledged and is not there, or is there
 * twice. With {@code data} it goes on where it was stopped, at the last thirty that were compared.
 * What crashes left stays where there was a problem, else nothing does.
 */
final class Crash {
  private static final String COUNTS = "counts.properties";

  private Crash() {}

  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(value(args, "rounds", "1000"));
    long seed = Long.parseLong(value(args, "seed", Long.toString(System.nanoTime())));
    String data = value(args, "data", "");
    Path folder =
        data.isEmpty() ? Files.createTempDirectory("pitot-crash") : Path.of(data).toAbsolutePath();
    System.err.println("crash: seed " + seed + ", data in " + folder);
    CrashRounds.Result result =
        CrashRounds.run(folder, rounds, seed, read(folder), done -> tell(folder, done));
    result.problems().forEach(problem -> System.err.println("crash: " + problem));
    System.out.printf(
        Locale.ROOT,
        "{\"rounds\":%d,\"sent\":%d,\"acknowledged\":%d,\"lost\":%d,\"twice\":%d,\"checks\":%d,\"summedUp\":%d,\"problems\":%d,\"seed\":%d}%n",
        result.rounds(),
        result.sent(),
        result.acknowledged(),
        result.lost(),
        result.twice(),
        result.checks(),
        result.summedUp(),
        result.problems().size(),
        seed);
    if (data.isEmpty() && result.problems().isEmpty()) {
      Files.delete(folder.resolve(COUNTS));
      Files.delete(folder);
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

  private static CrashRounds.Result read(Path folder) throws IOException {
    Path file = folder.resolve(COUNTS);
    if (!Files.exists(file)) {
      return CrashRounds.Result.NONE;
    }
    Properties counts = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      counts.load(in);
    }
    return new CrashRounds.Result(
        (int) count(counts, "rounds"),
        count(counts, "sent"),
        count(counts, "acknowledged"),
        count(counts, "lost"),
        count(counts, "twice"),
        (int) count(counts, "checks"),
        (int) count(counts, "summedUp"),
        List.of());
  }

  private static long count(Properties counts, String name) {
    return Long.parseLong(counts.getProperty(name));
  }

  /** Says how far it is; one with problems does not count, for it is to be looked at. */
  private static void tell(Path folder, CrashRounds.Result done) {
    System.err.println("crash: " + done.line());
    if (!done.problems().isEmpty()) {
      return;
    }
    Properties counts = new Properties();
    counts.setProperty("rounds", Integer.toString(done.rounds()));
    counts.setProperty("sent", Long.toString(done.sent()));
    counts.setProperty("acknowledged", Long.toString(done.acknowledged()));
    counts.setProperty("lost", Long.toString(done.lost()));
    counts.setProperty("twice", Long.toString(done.twice()));
    counts.setProperty("checks", Integer.toString(done.checks()));
    counts.setProperty("summedUp", Integer.toString(done.summedUp()));
    Path draft = folder.resolve(COUNTS + ".new");
    try {
      try (OutputStream out = Files.newOutputStream(draft)) {
        counts.store(out, "benchmarks/run crash: what was done so far");
      }
      Files.move(draft, folder.resolve(COUNTS), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
