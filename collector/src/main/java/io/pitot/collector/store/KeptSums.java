package io.pitot.collector.store;

import java.nio.IntBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What queries added up of a day's hours, of an hour's tens or of a minute's windows, for those
 * that come after: a graph of the last day is asked for again and again, and most of it is the same
 * each time. An entry holds as long as what it was made of, by {@link SealedSpans}. Bounded; the
 * least recently used go first.
 */
final class KeptSums {
  private static final long MOST_BYTES = Math.min(48L << 20, Runtime.getRuntime().maxMemory() / 10);

  private final SealedSpans spans;
  private final Map<Key, Entry> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * What was added up.
   *
   * @param type or {@link RawKey#WINDOWS} for when series were watched
   * @param asked the series that were asked for, as far as they were there in this time
   */
  record Key(int service, int type, Time time, IntBuffer asked) {
    /** The same of a type. */
    Key of(int other) {
      return new Key(service, other, time, asked);
    }
  }

  /**
   * Hours of a day, tens of an hour, or a minute.
   *
   * @param seconds how long a day, an hour or a minute is
   * @param spans of the level, as bits; all for a minute
   */
  record Time(long startSeconds, int seconds, int spans) {
    private static final int MINUTE = 60;
    private static final int DAY = 24 * Level.HOUR.seconds();
    private static final int ALL = -1;

    /** The windows of a minute. */
    static Time minute(long startSeconds) {
      return new Time(startSeconds, MINUTE, ALL);
    }

    /**
     * Some spans of a level.
     *
     * @param starts of these, all in the same day or hour
     */
    static Time of(Level level, SortedSet<Long> starts) {
      int seconds = level == Level.HOUR ? DAY : Level.HOUR.seconds();
      long start = Math.floorDiv(starts.first(), seconds) * seconds;
      int spans = 0;
      for (long one : starts) {
        spans |= 1 << ((one - start) / level.seconds());
      }
      return new Time(start, seconds, spans);
    }

    private boolean isSame(SealedSpans spans, int service, long mark) {
      return seconds == DAY
          ? spans.areSameHours(service, startSeconds, mark)
          : spans.areSameWindows(service, startSeconds, startSeconds + seconds, mark);
    }
  }

  private record Entry(SumPart sum, long mark) {}

  KeptSums(SealedSpans spans) {
    this.spans = spans;
  }

  /** What was kept, if it still holds. */
  synchronized @Nullable SumPart get(Key key) {
    Entry entry = kept.get(key);
    if (entry == null) {
      return null;
    }
    boolean holds = key.time.isSame(spans, key.service, entry.mark);
    if (!holds) {
      kept.remove(key);
      bytes -= bytes(key, entry);
    }
    return holds ? entry.sum : null;
  }

  /**
   * Keeps a sum.
   *
   * @param mark {@link SealedSpans#mark} before anything of it was read
   */
  synchronized void put(Key key, SumPart sum, long mark) {
    Entry added = new Entry(sum, mark);
    Entry before = kept.put(key, added);
    bytes += bytes(key, added) - (before == null ? 0 : bytes(key, before));
    Iterator<Map.Entry<Key, Entry>> eldest = kept.entrySet().iterator();
    while (bytes > MOST_BYTES) {
      Map.Entry<Key, Entry> one = eldest.next();
      bytes -= bytes(one.getKey(), one.getValue());
      eldest.remove();
    }
  }

  private static long bytes(Key key, Entry entry) {
    return 200L + (long) Integer.BYTES * key.asked.limit() + entry.sum.sizeBytes();
  }
}
