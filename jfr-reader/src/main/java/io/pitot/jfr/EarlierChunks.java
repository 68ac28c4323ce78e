package io.pitot.jfr;

import java.io.Closeable;
import java.io.IOException;
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
 *
 * <p>Readers of the chunk files of one live JVM share one: see {@link #ofLiveJvm}. For one thread
 * at a time.
 */
public final class EarlierChunks implements Closeable {
  private static final int MAX_CHUNKS = 32;

  /** An open file keeps its disk space, also when the JVM has deleted it. */
  private static final int MAX_LIVE_CHUNKS = 4;

  private static final long MAX_LIVE_BYTES = 4 << 20;
  private static final double MAX_DRIFT_NANOS = 1e9;

  /** What the chunks before the last one may take together; the last one always stays. */
  private final long maxBytes;

  private final int maxChunks;
  private final Deque<Past> newestFirst = new ArrayDeque<>();

  private record Past(ChunkHeader header, ConstantPools constants, Closeable file) {}

  private EarlierChunks(long maxBytes, int maxChunks) {
    this.maxBytes = maxBytes;
    this.maxChunks = maxChunks;
  }

  /** Of one file. */
  static EarlierChunks ofFile() {
    return new EarlierChunks(HeapShare.LOOK_BACK_BYTES, MAX_CHUNKS);
  }

  /** Keeps up to four chunk files of a live JVM open after they were read. */
  public static EarlierChunks ofLiveJvm() {
    return new EarlierChunks(MAX_LIVE_BYTES, MAX_LIVE_CHUNKS);
  }

  /**
   * Takes in a chunk that was read.
   *
   * @param file of the chunk, to be closed when it is no longer looked at
   */
  void add(ChunkHeader header, ConstantPools constants, Closeable file) throws IOException {
    Set<@Nullable JvmMemory> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    counted.add(constants.sharedMemory());
    long bytes = 0;
    int chunks = 1;
    for (Iterator<Past> all = newestFirst.iterator(); all.hasNext(); ) {
      Past next = all.next();
      ConstantPools past = next.constants;
      JvmMemory memory = past.sharedMemory();
      bytes += past.sizeBytes();
      bytes += memory != null && counted.add(memory) ? memory.sizeBytes() : 0;
      chunks++;
      if (bytes > maxBytes || chunks > maxChunks) {
        all.remove();
        next.file.close();
      }
    }
    newestFirst.addFirst(new Past(header, constants, file));
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

  @Override
  public void close() throws IOException {
    while (!newestFirst.isEmpty()) {
      newestFirst.removeFirst().file.close();
    }
  }
}
