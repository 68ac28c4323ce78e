package io.pitot.daemon;

/**
 * Keeps hands off one JVM once attempts with it failed in a row.
 *
 * <pre>
 * closed     up to two failures: again after 5 and 15 s
 * open       from the third on: nothing is tried for 5 min, then 15 min, then an hour each time
 * half open  when that is over: one attempt, which closes it or opens it again
 * </pre>
 */
final class CircuitBreaker {
  private static final int MOST_FAILURES = 3;
  private static final long[] CLOSED_PAUSE_SECONDS = {5, 15};
  private static final long[] OPEN_PAUSE_SECONDS = {300, 900, 3_600};

  private int failures;

  /**
   * Something failed.
   *
   * @return how long nothing is to be tried, in seconds
   */
  long failed() {
    failures++;
    return isOpen()
        ? OPEN_PAUSE_SECONDS[Math.min(failures - MOST_FAILURES, OPEN_PAUSE_SECONDS.length - 1)]
        : CLOSED_PAUSE_SECONDS[failures - 1];
  }

  /** It went well. */
  void succeeded() {
    failures = 0;
  }

  /** Whether so much has failed that it is left alone. */
  boolean isOpen() {
    return failures >= MOST_FAILURES;
  }

  /** In a row. */
  int failures() {
    return failures;
  }
}
