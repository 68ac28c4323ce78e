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

  /** JFR tells them again at the end of a chunk where it is asked to. */
  private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** What JDKs call the threads that run virtual ones. */
  private static final String CARRIER = "ForkJoinPool-1-worker-";

  private final Map<Long, Long> bytesByThread = new HashMap<>();
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
      bytesByThread.clear();
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
    long bytes = event.longValue(allocated);
    if (bytes > 0
        && event.endNanos() - chunkStartNanos < BEGIN_NANOS
        && bytesByThread.size() < MAX_THREADS) {
      bytesByThread.putIfAbsent(event.constantId(thread), bytes);
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
        bytesByThread.containsKey(threadId) ? threadId : carrier(threadId, bytes, threads);
    Long before = bytesByThread.get(allocating);
    if (before == null || !holds(bytes, before)) {
      return bytes;
    }
    bytesByThread.remove(allocating);
    return Math.max(0, bytes - before);
  }

  /**
   * Whether a sample stands for all that its thread had allocated. It may be a little less: what is
   * left of the thread's buffer counts here and not there, and the sample may have come first.
   */
  private static boolean holds(long bytes, long before) {
    return bytes > before / 2;
  }

  /** The one whose allocations come nearest; the thread itself where it is not virtual. */
  private long carrier(long threadId, long bytes, @Nullable Constants threads) {
    RecordedThread sampled = threads == null ? null : threads.thread(threadId);
    if (threads == null || sampled == null || !sampled.virtual()) {
      return threadId;
    }
    long nearest = threadId;
    long least = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> each : bytesByThread.entrySet()) {
      long distance = Math.abs(bytes - each.getValue());
      if (distance < least && holds(bytes, each.getValue()) && isCarrier(each.getKey(), threads)) {
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
