package io.pitot.collector.ingest;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.buffer.PooledByteBufAllocator;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.FixedRecvByteBufAllocator;

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

  /** A buffer is held until all that came in it was read, so small ones hold less. */
  private static final int READ_BYTES = 16 << 10;

  private NetworkBuffers() {}

  /** Has a server use them. */
  @SuppressWarnings("deprecation") // Channels of others have no newer way to be told the size.
  static void in(NettyServerBuilder server) {
    ByteBufAllocator allocator =
        new PooledByteBufAllocator(
            true, ARENAS, ARENAS, PAGE_BYTES, PAGES_OF_CHUNK_LOG, SMALL_KEPT, LARGE_KEPT, false);
    server.withChildOption(ChannelOption.ALLOCATOR, allocator);
    server.withChildOption(
        ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));
  }
}
