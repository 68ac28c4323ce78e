package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.Jazzer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Jazzer changes chunks of real JVMs, led by what of the reader each change reaches, and finds
 * nothing: no exception but the declared one, no input that takes a minute.
 *
 * <p>{@code -Dpitot.jfr.fuzzing=N} runs N inputs, {@code -Dpitot.jfr.seed=S} the same ones again.
 */
class JazzerTest {
  private static final int RUNS = Integer.getInteger("pitot.jfr.fuzzing", 2_000);

  /** What Jazzer's own driver takes: 31 bits, and 0 is none. */
  private static final int MAX_SEED = 1 << 30;

  @Test
  void findsNoInputThatTheReaderFailsOn() throws Exception {
    long seed = Long.getLong("pitot.jfr.seed", 1 + System.nanoTime() % MAX_SEED);
    Path seeds = FuzzSeeds.record("fuzz-seeds");
    Path found = FuzzSeeds.emptied("fuzz-found");
    Process jazzer = jazzer(seed, found, seeds);
    List<String> said;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(jazzer.getInputStream(), StandardCharsets.UTF_8))) {
      said = out.lines().filter(JazzerTest::tells).toList();
    }
    int exit = jazzer.waitFor();
    String text = "seed " + seed + ", inputs in " + found + "\n" + String.join("\n", said);
    System.out.println(text);
    assertEquals(0, exit, text);
    assertTrue(said.stream().anyMatch(line -> line.startsWith("Done " + RUNS + " runs")), text);
    assertTrue(inputs(found) > 0, "what it reached for the first time is kept");
  }

  private static Process jazzer(long seed, Path found, Path seeds) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + found.getParent(),
            "-cp",
            System.getProperty("java.class.path"),
            Jazzer.class.getName(),
            "--target_class=" + FuzzTarget.class.getName(),
            "--instrumentation_includes=io.pitot.jfr.**",
            // With its comparisons traced as well, it is four times as slow and reaches no more.
            "--trace=cov",
            "-runs=" + RUNS,
            "-seed=" + seed,
            "-timeout=60",
            "-rss_limit_mb=2048",
            "-max_len=100000",
            "-artifact_prefix=" + found + "/failed-",
            found.toString(),
            seeds.toString())
        .directory(found.toFile())
        .redirectErrorStream(true)
        .start();
  }

  /** Leaves out what each input reached, and how Jazzer is set up. */
  private static boolean tells(String line) {
    return !line.startsWith("#") && !line.startsWith("INFO:") && !line.startsWith("\"");
  }

  private static long inputs(Path found) throws IOException {
    try (Stream<Path> files = Files.list(found)) {
      return files.count();
    }
  }
}
