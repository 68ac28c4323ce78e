package io.pitot.collector.store;

/** Waits for a thread that was told to end, also when whoever waits is interrupted. */
public final class EndedThread {
  private EndedThread() {}

  /** Returns when the thread has ended, or was never started. */
  public static void await(Thread ending) {
    boolean interrupted = false;
    while (ending.isAlive()) {
      try {
        ending.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
