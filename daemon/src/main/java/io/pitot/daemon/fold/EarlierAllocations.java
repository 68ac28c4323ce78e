package io.pitot.daemon.fold;

import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import io.pitot.jfr.RecordedThread;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What each thread had allocated when its chunk began, and so mostly before the JVM was recorded.
 *
 * <p>A sample of allocation stands for what its thread allocated since the sample before, and where
 * there is none, since the thread began: of a service that has run for a week, the first sample of
 * each thread stands for a week. JFR tells how much that was in {@code
 * jdk.ThreadAllocationStatistics}, once for each thread at the begin of a chunk.
 *
 * <p>A virtual thread's sample stands for what its carrier allocated.
 */
final class EarlierAllocations implements EventHandler, ChunkHandler {
  private static final String EVENT = "jdk.ThreadAllocationStatistics";
  private static final int MAX_THREADS = 65_536;

  /** JFR tells of all threads at once, and again at the end of the chunk where it is asked to. */
  private static final long ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What JDKs call the threads that run virtual ones. */
  private static final String CARRIER = "ForkJoinPool-1-worker-";

  /** What a thread had allocated, and when. */
  private record Told(long nanos, long bytes) {
    static Told earlier(Told one, Told other) {
      return one.nanos <= other.nanos ? one : other;
    }
  }

  private final Map<Long, Told> toldByThread = new HashMap<>();
  private long firstNanos = Long.MAX_VALUE;
  private long chunkStartNanos = Long.MIN_VALUE;
  private @Nullable Field thread;
  private @Nullable Field allocated;

  void register(EventHandlers handlers) {
    handlers.on(EVENT, this).onChunk(this);
  }

  /** Reading may go on within a chunk of which the begin was read for this alone. */
  @Override
  public void started(ChunkHeader header) {
    if (header.startNanos() != chunkStartNanos) {
      chunkStartNanos = header.startNanos();
      firstNanos = Long.MAX_VALUE;
      toldByThread.clear();
    }
  }

  @Override
  public void layout(EventType type) {
    thread = of(type, "thread", Field.Kind.CONSTANT);
    allocated = of(type, "allocated", Field.Kind.LONG);
  }

  @Override
  public void event(Event event) {
    if (thread == null || allocated == null) {
      return;
    }
    Told told = new Told(event.endNanos(), event.longValue(allocated));
    if (told.bytes > 0 && toldByThread.size() < MAX_THREADS) {
      firstNanos = Math.min(firstNanos, told.nanos);
      toldByThread.merge(event.constantId(thread), told, Told::earlier);
    }
  }

  /**
   * What of a sample was allocated in this chunk.
   *
   * @param bytes what the sample stands for
   * @param threads null where they are not known
   */
  long without(long threadId, long bytes, @Nullable Constants threads) {
    long allocating =
        toldByThread.containsKey(threadId) ? threadId : carrier(threadId, bytes, threads);
    Told before = toldByThread.get(allocating);
    if (before == null || !isWithin(before, bytes)) {
      return bytes;
    }
    toldByThread.remove(allocating);
    return Math.max(0, bytes - before.bytes);
  }

  /**
   * Whether a sample stands for all that its thread had allocated. It may be a little less: what is
   * left of the thread's buffer counts here and not there, and the sample may have come first.
   */
  private boolean isWithin(Told before, long bytes) {
    return bytes > before.bytes / 2 && before.nanos - firstNanos < ONCE_NANOS;
  }

  /** The one whose allocations come nearest; the thread itself where it is not virtual. */
  private long carrier(long threadId, long bytes, @Nullable Constants threads) {
    RecordedThread sampled = threads == null ? null : threads.thread(threadId);
    if (threads == null || sampled == null || !sampled.virtual()) {
      return threadId;
    }
    long nearest = threadId;
    long least = Long.MAX_VALUE;
    for (Map.Entry<Long, Told> each : toldByThread.entrySet()) {
      long distance = Math.abs(bytes - each.getValue().bytes);
      if (distance < least
          && isWithin(each.getValue(), bytes)
          && isCarrier(each.getKey(), threads)) {
        nearest = each.getKey();
        least = distance;
      }
    }
    return nearest;
  }

  private static @Nullable Field of(EventType type, String field, Field.Kind kind) {
    Field found = type.field(field);
    return found != null && found.kind() == kind ? found : null;
  }

  private static boolean isCarrier(long threadId, Constants threads) {
    RecordedThread thread = threads.thread(threadId);
    return thread != null && thread.name().startsWith(CARRIER);
  }
}
