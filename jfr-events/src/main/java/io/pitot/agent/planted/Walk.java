package io.pitot.agent.planted;

import org.jspecify.annotations.Nullable;

/**
 * The operation that a thread began last, of the kinds of map that two threads may turn into a
 * ring: who walks round one begins nothing any more. Each is written by its own thread alone and
 * read by the agent's, without any order; a place may be taken over by another thread, and nothing
 * is known of the first one then.
 */
public final class Walk {
  private static final int PLACES = 256;
  private static final @Nullable Walk[] WALKS = new Walk[PLACES];

  public final Thread thread;

  /** How many operations this thread began; one that stays the same for long is still inside. */
  public int count;

  private @Nullable Object map;

  private Walk(Thread thread) {
    this.thread = thread;
  }

  static void begin(Object map) {
    if (Sink.installed == null) {
      return;
    }
    Thread me = Thread.currentThread();
    int place = (int) me.getId() & (PLACES - 1);
    Walk mine = WALKS[place];
    if (mine == null || mine.thread != me) {
      mine = new Walk(me);
      WALKS[place] = mine;
    }
    mine.map = map;
    mine.count++;
  }

  /** Null where no thread has begun anything for a while. */
  public static @Nullable Walk at(int place) {
    return WALKS[place];
  }

  public static int places() {
    return PLACES;
  }

  public @Nullable Object map() {
    return map;
  }

  /** Keeps neither thread nor map alive; the thread's next operation begins anew. */
  public static void forget(int place) {
    WALKS[place] = null;
  }
}
