package io.pitot.daemon.ship;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SendPaceTest {
  private static final long BYTES_PER_SECOND = 1_000;
  private static final long MESSAGE_BYTES = 400;
  private static final int SECONDS = 100;

  /** However often it is asked. */
  @Test
  void noMoreGoesOutThanTheBudgetAllows() {
    WireBytes bytes = new WireBytes();
    ClientStreamTracer wire =
        bytes.newClientStreamTracer(
            ClientStreamTracer.StreamInfo.newBuilder().setCallOptions(CallOptions.DEFAULT).build(),
            new Metadata());
    ShipCounters counters = new ShipCounters(bytes);
    long startNanos = System.nanoTime();
    SendPace pace = new SendPace(BYTES_PER_SECOND, bytes, counters);
    assertTrue(pace.maySend(startNanos));

    boolean wasHeldBack = false;
    for (long millis = 0; millis <= TimeUnit.SECONDS.toMillis(SECONDS); millis += 10) {
      if (pace.maySend(startNanos + TimeUnit.MILLISECONDS.toNanos(millis))) {
        wire.outboundWireSize(MESSAGE_BYTES);
      } else {
        wasHeldBack = true;
      }
    }

    assertTrue(wasHeldBack);
    long steadyBytes = SECONDS * BYTES_PER_SECOND;
    // What may have gathered before, and the last message.
    long mostBytes = steadyBytes + 2 * BYTES_PER_SECOND + MESSAGE_BYTES;
    assertTrue(bytes.sent() <= mostBytes, () -> bytes.sent() + " bytes");
    assertTrue(bytes.sent() >= steadyBytes, () -> bytes.sent() + " bytes");
  }
}
