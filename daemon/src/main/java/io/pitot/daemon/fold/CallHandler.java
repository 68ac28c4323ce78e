package io.pitot.daemon.fold;

import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of a method as requests, of all methods of its name in its class together. JFR
 * tells for each how often it was called since somebody asked; who else asks for other methods does
 * not matter. Which method an event is about is known at the flush.
 */
final class CallHandler implements EventHandler, ChunkHandler {
  /** JFR tells once a second, and of each method once. */
  private static final int MAX_WAITING = 1 << 14;

  private final String method;
  private final OpenWindows windows;
  private final List<Seen> waiting = new ArrayList<>();
  private final Map<Long, RisingTotal> totals = new HashMap<>();
  private @Nullable Field methodField;
  private @Nullable Field invocations;

  private record Seen(long methodId, long epochNanos, long calls) {}

  CallHandler(String method, OpenWindows windows) {
    this.method = method;
    this.windows = windows;
  }

  @Override
  public void layout(EventType layout) {
    methodField = layout.field("method");
    invocations = layout.field("invocations");
  }

  @Override
  public void event(Event event) {
    if (methodField == null || invocations == null) {
      return;
    }
    if (waiting.size() < MAX_WAITING) {
      long calls = event.longValue(invocations);
      waiting.add(new Seen(event.constantId(methodField), event.endNanos(), calls));
    } else {
      windows.lose("request_limit", 1, "events", event.endNanos());
    }
  }

  @Override
  public void flushed(ChunkHeader header, Constants constants) {
    for (Seen seen : waiting) {
      if (method.equals(constants.method(seen.methodId))) {
        long since =
            totals.computeIfAbsent(seen.methodId, id -> new RisingTotal()).riseTo(seen.calls);
        windows.requests(since, seen.epochNanos);
      }
    }
    waiting.clear();
  }
}
