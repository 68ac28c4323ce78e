package io.pitot.jfr;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that were read last, to look back for what only an earlier chunk of the same JVM
 * holds. In a file of several JVMs their chunks may alternate.
 *
 * <p>A JVM begins a chunk at the very moment where its last one ended, to the nanosecond (JDK 11:
 * to the millisecond), and its ticks go on; so its chunks form a chain, which no chunk of another
 * JVM fits into. Chunks before a gap are not looked at.
 */
final class EarlierChunks {
  private static final int MAX_CHUNKS = 32;
  private static final double MAX_DRIFT_NANOS = 1e9;

  /** What the chunks before the last one may take together; the last one always stays. */
  private final long maxBytes;

  private final Deque<Past> newestFirst = new ArrayDeque<>();

  private record Past(ChunkHeader header, ConstantPools constants) {}

  EarlierChunks(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(ChunkHeader header, ConstantPools constants) {
    Set<@Nullable JvmMemory> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    counted.add(constants.sharedMemory());
    long bytes = 0;
    int chunks = 1;
    for (Iterator<Past> all = newestFirst.iterator(); all.hasNext(); ) {
      ConstantPools past = all.next().constants;
      JvmMemory memory = past.sharedMemory();
      bytes += past.sizeBytes();
      bytes += memory != null && counted.add(memory) ? memory.sizeBytes() : 0;
      chunks++;
      if (bytes > maxBytes || chunks > MAX_CHUNKS) {
        all.remove();
      }
    }
    newestFirst.addFirst(new Past(header, constants));
  }

  /** The chunks of the same JVM that lead to this one, the newest first. */
  List<ConstantPools> before(ChunkHeader header) {
    List<ConstantPools> chain = new ArrayList<>();
    ChunkHeader next = header;
    for (Past past : newestFirst) {
      if (leadsTo(past.header, next)) {
        chain.add(past.constants);
        next = past.header;
      }
    }
    return chain;
  }

  private static boolean leadsTo(ChunkHeader header, ChunkHeader next) {
    if (header.flushedNanos() != next.startNanos()
        || header.ticksPerSecond() != next.ticksPerSecond()) {
      return false;
    }
    double nanos = (next.startTicks() - header.startTicks()) * 1e9 / header.ticksPerSecond();
    double drift = nanos - header.durationNanos();
    return nanos >= 0 && Math.abs(drift) <= MAX_DRIFT_NANOS + header.durationNanos() / 100.0;
  }
}
