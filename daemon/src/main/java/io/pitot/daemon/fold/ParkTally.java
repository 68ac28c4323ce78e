package io.pitot.daemon.fold;

/**
 * Parks and waits of less than {@link #LONG_NANOS} so far.
 *
 * @param idle of threads that had nothing to do, or waited for a time or a result
 * @param heldUp of threads that waited for a lock or for something that is lent out
 */
public record ParkTally(long idle, long heldUp) {
  /** From here on a park is long: JFR's default settings leave out what is shorter. */
  public static final long LONG_NANOS = 20_000_000;

  static final ParkTally NONE = new ParkTally(0, 0);

  ParkTally plus(WaitKind kind) {
    return kind.isHeldUp() ? new ParkTally(idle, heldUp + 1) : new ParkTally(idle + 1, heldUp);
  }
}
