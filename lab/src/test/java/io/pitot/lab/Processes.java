package io.pitot.lab;

import java.util.concurrent.TimeUnit;

final class Processes {
  private static final int GRACE_SECONDS = 15;

  private Processes() {}

  /** Asks the process to end, and ends it when it does not. */
  static void end(Process process) {
    process.destroy();
    process.onExit().completeOnTimeout(process, GRACE_SECONDS, TimeUnit.SECONDS).join();
    kill(process);
  }

  /** What nobody can prepare for. */
  static void kill(Process process) {
    process.destroyForcibly().onExit().join();
  }
}
