package io.pitot.daemon.discovery;

/**
 * Names a process for as long as the machine runs.
 *
 * @param startTicks when it started, see {@link ProcessStat}: numbers are used again
 */
public record ProcessKey(int pid, long startTicks) {
  /** Whether it still lives. */
  public boolean isAlive() {
    return ProcessFiles.of(pid).isSame(startTicks);
  }
}
