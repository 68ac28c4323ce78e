package io.pitot.collector.ingest;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;

/**
 * Memory for what comes over the network, given back when little comes. Netty takes it in chunks of
 * 2 MB, of which one that holds a single buffer stays, and each of its threads keeps buffers for
 * later: with a thousand streams that have all sent once, tens of megabytes.
 */
final class NetworkBuffers {
  private static final int ARENAS = 2;
  private static final int PAGE_BYTES = 8 << 10;

  /** Chunks of 512 kB. */
  private static final int PAGES_OF_CHUNK_LOG = 6;

  private static final int SMALL_KEPT = 64;
  private static final int LARGE_KEPT = 0;

  private NetworkBuffers() {}

  static ByteBufAllocator allocator() {
    return new PooledByteBufAllocator(
        true, ARENAS, ARENAS, PAGE_BYTES, PAGES_OF_CHUNK_LOG, SMALL_KEPT, LARGE_KEPT, false);
  }
}
