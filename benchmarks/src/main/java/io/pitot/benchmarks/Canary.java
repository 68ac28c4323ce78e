package io.pitot.benchmarks;

/**
 * {@code benchmarks/run canary [SPLITS [INSTANCES [WINDOWS [REQUESTS_PER_SECOND [CPU_MILLIS
 * [FAULTS]]]]]]}: the lab's shop beside itself and beside its faulty releases, as real JVMs; the
 * table of docs/differ.md.
 */
final class Canary {
  private Canary() {}

  public static void main(String[] args) throws Exception {
    io.pitot.lab.Canary.main(args);
  }
}
