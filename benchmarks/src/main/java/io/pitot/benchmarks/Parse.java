package io.pitot.benchmarks;

import io.pitot.benchmarks.parse.Comparison;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * {@code benchmarks/run parse [--rounds N] [RECORDING...]}: our reader beside JMC, the JDK's and
 * async-profiler's: the same events counted by distinct stack, in turn, warm in one process and
 * cold in one process each. Without arguments it makes recordings of 20, 84 and 219 MB in {@code
 * benchmarks/target/recordings}.
 */
final class Parse {
  private Parse() {}

  public static void main(String[] args) throws Exception {
    boolean rounds = args.length > 1 && args[0].equals("--rounds");
    new Comparison(rounds ? Integer.parseInt(args[1]) : Comparison.ROUNDS)
        .run(
            Path.of("benchmarks/target/recordings"),
            Arrays.stream(args).skip(rounds ? 2 : 0).map(Path::of).toList());
  }
}
