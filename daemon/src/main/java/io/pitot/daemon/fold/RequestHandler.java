package io.pitot.daemon.fold;

import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests: events, or the rises of a running total. A chunk holds events in the order in
 * which threads gave their buffers away, so totals wait for the flush and are put in the order of
 * time.
 */
final class RequestHandler implements EventHandler, ChunkHandler {
  private static final int MAX_WAITING = 1 << 14;
  private static final long NONE = -1;

  private final RequestSource source;
  private final OpenWindows windows;
  private final @Nullable EventHandler also;
  private final List<Seen> waiting = new ArrayList<>();
  private final RisingTotal total = new RisingTotal();
  private @Nullable Field counter;

  private record Seen(long epochNanos, long total) {}

  /**
   * A handler.
   *
   * @param also who takes these events besides
   */
  RequestHandler(RequestSource source, OpenWindows windows, @Nullable EventHandler also) {
    this.source = source;
    this.windows = windows;
    this.also = also;
  }

  @Override
  public void layout(EventType layout) {
    counter = source.counterField().isEmpty() ? null : layout.field(source.counterField());
    if (also != null) {
      also.layout(layout);
    }
  }

  @Override
  public void event(Event event) {
    if (source.counterField().isEmpty()) {
      windows.requests(1, event.endNanos());
    } else if (counter != null) {
      wait(event, counter);
    }
    if (also != null) {
      also.event(event);
    }
  }

  @Override
  public void flushed(ChunkHeader header, Constants constants) {
    settle();
  }

  private void wait(Event event, Field field) {
    long told =
        switch (field.kind()) {
          case FLOAT, DOUBLE -> Math.round(event.doubleValue(field));
          case STRING, ARRAY -> NONE;
          default -> event.longValue(field);
        };
    if (told >= 0) {
      if (waiting.size() >= MAX_WAITING) {
        settle();
      }
      waiting.add(new Seen(event.endNanos(), told));
    }
  }

  private void settle() {
    waiting.sort(Comparator.comparingLong(Seen::epochNanos));
    for (Seen seen : waiting) {
      windows.requests(total.riseTo(seen.total), seen.epochNanos);
    }
    waiting.clear();
  }
}
