package io.pitot.daemon.importing;

import io.pitot.daemon.fold.Window;
import io.pitot.daemon.fold.WindowFold;
import io.pitot.daemon.fold.WindowSink;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts windows where the import wants them in time, and numbers the parts of each.
 *
 * <p>The numbers are given here because the fold remembers those of the newest windows alone, and a
 * file in which several recordings stand behind each other goes back in time. Windows move by whole
 * windows, so that which events are together stays as it was.
 */
final class PlacedWindows implements WindowSink {
  private static final int MAX_WINDOWS = 1_000_000;

  private final WindowSink next;
  private final long moveMillis;
  private final Map<Long, Integer> nextParts = new HashMap<>();
  private long leftOut;

  /**
   * A sink before another.
   *
   * @param moveMillis a multiple of a window's length
   */
  PlacedWindows(WindowSink next, long moveMillis) {
    this.next = next;
    this.moveMillis = moveMillis;
  }

  /** How far to move so that what began at one time begins in the window of another. */
  static long distanceMillis(long fromMillis, long toMillis) {
    return windowStart(toMillis) - windowStart(fromMillis);
  }

  @Override
  public void accept(Window window) {
    long start = window.startMillis() + moveMillis;
    Integer part = nextParts.get(start);
    if (part == null && nextParts.size() >= MAX_WINDOWS) {
      leftOut++;
      return;
    }
    int number = part == null ? 0 : part;
    nextParts.put(start, number + 1);
    next.accept(window.movedTo(start, number));
  }

  /** Windows that were given up because there are more than anybody records. */
  long leftOut() {
    return leftOut;
  }

  private static long windowStart(long millis) {
    return millis - Math.floorMod(millis, (long) WindowFold.WINDOW_MILLIS);
  }
}
