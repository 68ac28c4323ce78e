package io.pitot.cli.file;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which event types with stacks a recording has, and how many events of each. */
final class StackedEvents implements EventHandler {
  private static final int MAX_NAMED = 40;

  private final Map<String, Long> countByType = new TreeMap<>();

  EventHandlers handlers() {
    return new EventHandlers().onOthers(this);
  }

  @Override
  public void event(Event event) {
    if (event.type().has("stackTrace")) {
      countByType.merge(event.type().name(), 1L, Long::sum);
    }
  }

  /** The most frequent first. */
  String inWords() {
    if (countByType.isEmpty()) {
      return "no events with stacks";
    }
    String named =
        countByType.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(MAX_NAMED)
            .map(entry -> "%s (%d)".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    return countByType.size() > MAX_NAMED
        ? named + " and %d more types".formatted(countByType.size() - MAX_NAMED)
        : named;
  }
}
