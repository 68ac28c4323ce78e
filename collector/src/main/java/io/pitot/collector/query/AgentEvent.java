package io.pitot.collector.query;

import io.pitot.collector.store.IntervalKey;
import io.pitot.collector.store.IntervalKind.AgentEvents;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An event of the agent in the JVM, with its fields by name.
 *
 * @param startMillis since the epoch
 */
record AgentEvent(
    Series series,
    String type,
    long startMillis,
    List<String> ownStack,
    Map<String, Long> numbers,
    Map<String, String> texts) {

  static void forEach(
      Series series,
      IntervalKey key,
      IntervalTable.Stored stored,
      StackTexts stacks,
      Consumer<AgentEvent> taker) {
    IntervalTable table = stored.table();
    int at = 0;
    for (int row = 0; row < table.rows(); row++) {
      Map<String, Long> numbers = new HashMap<>();
      Map<String, String> texts = new HashMap<>();
      int end = at + (int) table.at(AgentEvents.FIELDS, row);
      for (; at < end; at++) {
        String name = table.text(AgentEvents.FIELD, at);
        String text = table.text(AgentEvents.TEXT, at);
        if (text.isEmpty()) {
          numbers.put(name, table.at(AgentEvents.NUMBER, at));
        } else {
          texts.put(name, text);
        }
      }
      taker.accept(
          new AgentEvent(
              series,
              table.text(AgentEvents.TYPE, row),
              key.windowSeconds() * 1000
                  + Math.floorDiv(table.at(AgentEvents.START, row), 1_000_000),
              stacks.of(key, stored, table.at(AgentEvents.STACK, row)),
              numbers,
              texts));
    }
  }

  long number(String field) {
    return numbers.getOrDefault(field, 0L);
  }

  String text(String field) {
    return texts.getOrDefault(field, "");
  }

  /** A stack that came as text, root first. */
  List<String> stack(String field) {
    List<String> frames = new ArrayList<>(text(field).lines().map(String::strip).toList());
    frames.removeIf(String::isEmpty);
    Collections.reverse(frames);
    return frames;
  }
}
