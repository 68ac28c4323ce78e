package io.pitot.benchmarks;

import io.pitot.benchmarks.parse.Stages;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * {@code benchmarks/run parse-stages RECORDING...}: where our reader's time goes. Beside the limits
 * of this machine (reading the bytes, decoding each as part of an integer), each stage with all
 * those before it, up to the rows of windows that the daemon makes.
 */
final class ParseStages {
  private ParseStages() {}

  public static void main(String[] args) throws Exception {
    Stages.run(Arrays.stream(args).map(Path::of).toList());
  }
}
