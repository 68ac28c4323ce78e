package io.pitot.collector.ingest;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose message is gathered next when many streams send at once. While messages that are not whole
 * yet hold little, each stream is read as it comes. Beyond that a stream's next message waits for
 * its turn, first come, first served, and what it has sent of it waits in the network: one begins
 * where another is whole, a few more where that leaves room. However much is held, some begin each
 * second, so those who never end a message keep nobody out.
 */
final class Turns {
  static final long LOOK_MILLIS = 20;

  /** What a message will hold is known when it has come, so that few begin at once. */
  private static final int MOST_AT_ONCE = 4;

  private final LongSupplier heldBytes;
  private final long easyBytes;
  private final LongConsumer lookAfterMillis;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private boolean isLooking;

  /**
   * @param heldBytes of all messages that are not whole yet
   * @param easyBytes up to which nobody waits
   * @param lookAfterMillis has {@link #look} called after so long
   */
  Turns(LongSupplier heldBytes, long easyBytes, LongConsumer lookAfterMillis) {
    this.heldBytes = heldBytes;
    this.easyBytes = easyBytes;
    this.lookAfterMillis = lookAfterMillis;
  }

  /**
   * Lets the next message of a stream begin, by this thread or later by another.
   *
   * @param begin the same for each message of the stream
   */
  void await(Runnable begin) {
    synchronized (this) {
      if (!waiting.isEmpty() || !isEasy()) {
        waiting.add(begin);
        lookLater();
        return;
      }
    }
    begin.run();
  }

  /** Nothing comes of this stream any more. */
  synchronized void leave(Runnable begin) {
    waiting.remove(begin);
  }

  /** A message is whole and takes nothing any more. */
  void ended() {
    if (isEasy()) {
      begin(1);
    }
  }

  /** Lets some begin where there is room, one in any case. */
  void look() {
    begin(isEasy() ? MOST_AT_ONCE : 1);
    synchronized (this) {
      isLooking = false;
      if (!waiting.isEmpty()) {
        lookLater();
      }
    }
  }

  private boolean isEasy() {
    return heldBytes.getAsLong() < easyBytes;
  }

  private void begin(int most) {
    for (int i = 0; i < most; i++) {
      Runnable next = next();
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Iterator<Runnable> first = waiting.iterator();
    if (!first.hasNext()) {
      return null;
    }
    Runnable next = first.next();
    first.remove();
    return next;
  }

  private synchronized void lookLater() {
    if (!isLooking) {
      isLooking = true;
      lookAfterMillis.accept(LOOK_MILLIS);
    }
  }
}
