package io.pitot.daemon.fold;

import io.pitot.daemon.fold.Intervals.Attribute;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Takes the agent's events that are few, whole: each field a number or a bounded text. */
final class AgentEventHandler implements EventHandler {
  private static final int MAX_TEXT_CHARS = 8_192;
  private static final int MAX_FIELDS = 32;
  private static final List<String> SOURCES =
      List.of(
          "pitot.EarlyResizes",
          "pitot.SmallResizes",
          "pitot.MapRace",
          "pitot.MapSite",
          "pitot.MapHeat",
          "pitot.MapShape",
          "pitot.LockHolder",
          "pitot.LockLoad",
          "pitot.MapFailFast",
          "pitot.CheckThenAct",
          "pitot.AgentStatus");
  private static final Set<String> COMMON =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  /** An event under the ids of its chunk. */
  record Raw(
      String type,
      long startNanos,
      long durationNanos,
      long threadId,
      long stackId,
      List<Attribute> attributes) {}

  private final Consumer<Raw> taker;
  private List<Field> fields = List.of();

  private AgentEventHandler(Consumer<Raw> taker) {
    this.taker = taker;
  }

  static void register(EventHandlers handlers, Consumer<Raw> taker) {
    for (String source : SOURCES) {
      handlers.on(source, new AgentEventHandler(taker));
    }
  }

  @Override
  public void layout(EventType layout) {
    fields =
        layout.fields().stream()
            .filter(field -> !COMMON.contains(field.name()))
            .limit(MAX_FIELDS)
            .toList();
  }

  @Override
  public void event(Event event) {
    List<Attribute> attributes = new ArrayList<>(fields.size());
    for (Field field : fields) {
      switch (field.kind()) {
        case STRING -> {
          String text = event.string(field);
          if (text != null && !text.isEmpty()) {
            attributes.add(new Attribute(field.name(), 0, StackNames.cut(text, MAX_TEXT_CHARS)));
          }
        }
        case FLOAT, DOUBLE ->
            attributes.add(
                new Attribute(field.name(), 0, Double.toString(event.doubleValue(field))));
        case ARRAY, CONSTANT -> {}
        default -> attributes.add(new Attribute(field.name(), event.longValue(field), ""));
      }
    }
    taker.accept(
        new Raw(
            event.type().name(),
            event.startNanos(),
            Math.max(0, event.durationNanos()),
            event.threadId(),
            event.stackTraceId(),
            List.copyOf(attributes)));
  }
}
