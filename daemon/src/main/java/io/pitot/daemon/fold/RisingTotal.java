package io.pitot.daemon.fold;

/**
 * A running total of which the rises count: what it held when it was first seen belongs to a time
 * before, and one that fell began anew.
 */
final class RisingTotal {
  private static final long UNSEEN = -1;

  private long last = UNSEEN;

  /** By how much it rose since it was last seen. */
  long riseTo(long total) {
    long rise = last == UNSEEN ? 0 : total >= last ? total - last : total;
    last = total;
    return rise;
  }
}
