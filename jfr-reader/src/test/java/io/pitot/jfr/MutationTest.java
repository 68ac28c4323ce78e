package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Recordings made on the spot, damaged in every way that {@link Mutation} names: nothing is thrown
 * but the declared exception, nothing hangs, a heap of 64 MB is enough, every event before the
 * damage is delivered, and so are the chunks behind it.
 *
 * <p>{@code -Dpitot.jfr.mutations=1000000} runs more. The message of a failure names the seed, the
 * mutation and a folder; {@code -Dpitot.jfr.seed=N -Dpitot.jfr.mutation=I
 * -Dpitot.jfr.recordings=FOLDER} repeats it alone.
 */
class MutationTest {
  private static final int MUTATIONS = Integer.getInteger("pitot.jfr.mutations", 100_000);
  private static final int ONE = Integer.getInteger("pitot.jfr.mutation", -1);

  @Test
  void damageCostsOnlyWhatIsDamaged() throws Exception {
    long seed = Long.getLong("pitot.jfr.seed", System.nanoTime());
    String given = System.getProperty("pitot.jfr.recordings");
    Path folder = given == null ? FuzzSeeds.record("mutations") : Path.of(given);
    int from = ONE < 0 ? 0 : ONE;
    int to = ONE < 0 ? MUTATIONS : ONE + 1;
    List<String> output = new ArrayList<>();
    long begin = System.nanoTime();
    Process loop = loop(folder, seed, from, to);
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(loop.getInputStream(), StandardCharsets.UTF_8))) {
      out.lines().forEach(output::add);
    }
    int exit = loop.waitFor();
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    String said = String.join("\n", output);
    System.out.printf("%d mutations, seed %d, %d s: %s%n", to - from, seed, seconds, said);
    assertEquals(0, exit, () -> "seed " + seed + ", recordings in " + folder + "\n" + said);
  }

  private static Process loop(Path folder, long seed, int from, int to) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            MutationLoop.class.getName(),
            folder.toString(),
            Long.toString(seed),
            Integer.toString(from),
            Integer.toString(to))
        .redirectErrorStream(true)
        .start();
  }
}
