package io.pitot.collector.ingest;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What streams have sent of messages that nobody has read yet. A message is gathered whole, so many
 * streams that each send all but the end of a large one would fill the memory: beyond a bound the
 * streams that hold more than their share end.
 */
final class HeldBytes extends ServerStreamTracer.Factory {
  private static final Context.Key<OfStream> OF_STREAM = Context.key("held bytes of the stream");

  /** Of one stream, which may always be there. */
  private static final int SMALLEST_SHARE_BYTES = 64 << 10;

  private final long maxBytes;
  private final IngestCounters counters;
  private final AtomicLong all = new AtomicLong();
  private final AtomicInteger streams = new AtomicInteger();

  /**
   * @param maxBytes of all streams
   */
  HeldBytes(long maxBytes, IngestCounters counters) {
    this.maxBytes = maxBytes;
    this.counters = counters;
  }

  long all() {
    return all.get();
  }

  /** Of the stream whose call this thread is in. */
  static OfStream ofStream() {
    return OF_STREAM.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new OfStream();
  }

  private long shareBytes() {
    return Math.max(SMALLEST_SHARE_BYTES, maxBytes / Math.max(1, streams.get()));
  }

  /** Told by the transport's thread what comes, by the session's what was read. */
  final class OfStream extends ServerStreamTracer {
    private final AtomicLong held = new AtomicLong();
    private volatile @Nullable IngestSession session;

    private OfStream() {
      streams.incrementAndGet();
    }

    @Override
    public Context filterContext(Context context) {
      return context.withValue(OF_STREAM, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
      long mine = held.addAndGet(bytes);
      long total = all.addAndGet(bytes);
      if (total > maxBytes && mine > shareBytes()) {
        counters.countRefused("memory");
        end(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "%s bytes of a message are here while %s of all streams wait, at most %s: send it again later"
                    .formatted(mine, total, maxBytes)));
      }
    }

    /** The messages that were complete are taken from the transport. */
    void taken() {
      all.addAndGet(-held.getAndSet(0));
    }

    @Override
    public void streamClosed(Status status) {
      taken();
      streams.decrementAndGet();
    }

    void belongsTo(IngestSession owner) {
      session = owner;
    }

    private void end(Status why) {
      IngestSession owner = session;
      if (owner != null) {
        owner.end(why);
      }
    }
  }
}
