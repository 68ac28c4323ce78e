package io.pitot.benchmarks.agent;

/** Does nothing: what its JVM takes is the start. */
public final class Idle {
  private Idle() {}

  public static void main(String[] arguments) {
    System.out.println("done");
  }
}
