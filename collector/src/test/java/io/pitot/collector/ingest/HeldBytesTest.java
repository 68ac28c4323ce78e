package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who sends the most of messages that never end is thrown out, not who sends a little. */
class HeldBytesTest {
  private static final long MAX_BYTES = 1 << 20;
  private static final int SHARE_OF_FOUR = (int) MAX_BYTES / 4;

  private final IngestCounters counters = new IngestCounters(Clock.systemUTC());
  private final HeldBytes held = new HeldBytes(MAX_BYTES, counters);

  @Test
  void thoseBeyondTheirShareEndWhenAllTogetherAreTooMany() {
    HeldBytes.OfStream large = stream();
    HeldBytes.OfStream other = stream();
    HeldBytes.OfStream small = stream();
    stream();

    large.inboundWireSize(3 * SHARE_OF_FOUR);
    other.inboundWireSize(SHARE_OF_FOUR);
    assertEquals(Map.of(), counters.refused(), "there is room");
    small.inboundWireSize(1000);
    assertEquals(Map.of(), counters.refused(), "a small one never ends");
    other.inboundWireSize(1);
    large.inboundWireSize(1);
    assertEquals(Map.of("memory", 2L), counters.refused());
  }

  @Test
  void whatWasReadAndWhoseStreamEndedTakesNothing() {
    HeldBytes.OfStream first = stream();
    HeldBytes.OfStream second = stream();
    for (int i = 0; i < 10; i++) {
      first.inboundWireSize(MAX_BYTES);
      first.taken();
    }
    second.inboundWireSize(MAX_BYTES);
    second.streamClosed(Status.OK);
    first.inboundWireSize(MAX_BYTES);
    assertEquals(Map.of(), counters.refused());

    first.inboundWireSize(1);
    assertEquals(Map.of("memory", 1L), counters.refused());
  }

  private HeldBytes.OfStream stream() {
    return (HeldBytes.OfStream) held.newServerStreamTracer("pitot/Stream", new Metadata());
  }
}
