package io.pitot.benchmarks.agent;

import java.lang.instrument.Instrumentation;

/** An agent that does nothing: what any agent costs at the start. */
public final class IdleAgent {
  private IdleAgent() {}

  public static void premain(String options, Instrumentation instrumentation) {
    // What is measured is that the JVM got here.
  }
}
