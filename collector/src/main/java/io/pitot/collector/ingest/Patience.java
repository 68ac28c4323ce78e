package io.pitot.collector.ingest;

/**
 * How long a stream is left alone when one batch after the other is refused. Who sends only what
 * nobody stores may keep its own stream waiting, and not the threads that read those of others.
 */
final class Patience {
  static final int REFUSED_IN_A_ROW = 16;

  private static final long FIRST_MILLIS = 50;
  private static final int MOST_DOUBLINGS = 7;

  private int refused;

  synchronized void accepted() {
    refused = 0;
  }

  /** For how long nothing is read now. */
  synchronized long refusedMillis() {
    refused++;
    int beyond = refused - REFUSED_IN_A_ROW;
    return beyond < 0 ? 0 : FIRST_MILLIS << Math.min(beyond, MOST_DOUBLINGS);
  }
}
