package io.pitot.jfr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who wants which events. Registered once, before reading; one handler for an event type. */
public final class EventHandlers {
  private final Map<String, EventHandler> byType = new HashMap<>();
  private final List<ChunkHandler> chunkHandlers = new ArrayList<>();
  private @Nullable EventHandler otherwise;

  /**
   * Gives a type's events to a handler.
   *
   * @param eventType the full name, such as {@code jdk.ExecutionSample}
   * @throws IllegalStateException when the type has a handler already
   */
  public EventHandlers on(String eventType, EventHandler handler) {
    if (byType.putIfAbsent(eventType, handler) != null) {
      throw new IllegalStateException(eventType + " has a handler already");
    }
    return this;
  }

  /**
   * Takes the events of all types that have no handler of their own; without it they are skipped.
   */
  public EventHandlers onOthers(EventHandler handler) {
    otherwise = handler;
    return this;
  }

  /** Several may be registered; they are called in this order. */
  public EventHandlers onChunk(ChunkHandler handler) {
    chunkHandlers.add(handler);
    return this;
  }

  @Nullable EventHandler handlerOf(String eventType) {
    return byType.getOrDefault(eventType, otherwise);
  }

  List<ChunkHandler> chunkHandlers() {
    return chunkHandlers;
  }
}
