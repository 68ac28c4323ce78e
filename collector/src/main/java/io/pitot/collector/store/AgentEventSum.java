package io.pitot.collector.store;

import io.pitot.collector.store.IntervalKind.AgentEvents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the agent told in an hour. Events that say how often something happened become one with the
 * sum; of a map's shapes and of states that replace each other the telling ones stay; the rest is
 * detail that is counted and left out.
 */
final class AgentEventSum implements IntervalSum {
  private static final int MAX_EVENTS = 1_024;
  private static final int MAX_BINS = 64;

  /** Who did it differs from time to time; where it was done is what is counted. */
  private static final Set<String> OF_ONE_TIME = Set.of("threadName", "otherThreadName", "keyText");

  private final Map<Place, Event> counted = new LinkedHashMap<>();
  private final Map<OfMap, Event> heats = new LinkedHashMap<>();
  private final Map<OfMap, Event> states = new LinkedHashMap<>();
  private final Map<OfMap, Shapes> shapes = new LinkedHashMap<>();
  private final List<Event> single = new ArrayList<>();
  private int events;
  private long leftOut;

  /** The fields belong to the event and change while it grows. */
  private record Event(
      int order,
      String type,
      long startNanos,
      long durationNanos,
      String thread,
      int stack,
      Map<String, Long> numbers,
      Map<String, String> texts) {
    private long number(String field) {
      return numbers.getOrDefault(field, 0L);
    }

    private OfMap ofMap() {
      return new OfMap(type, number("mapId"));
    }
  }

  private record OfMap(String type, long mapId) {}

  private record Place(OfMap of, int stack, Map<String, String> texts) {}

  /** Of one map: the first and the last, the largest and the one with the longest chain. */
  private static final class Shapes {
    private final Event first;
    private Event last;
    private Event largest;
    private Event longest;
    private int seen;

    private Shapes(Event first) {
      this.first = first;
      this.last = first;
      this.largest = first;
      this.longest = first;
    }

    private void add(Event shape) {
      seen++;
      last = shape;
      largest = shape.number("size") > largest.number("size") ? shape : largest;
      longest = shape.number("longestChain") > longest.number("longestChain") ? shape : longest;
    }

    private Set<Event> told() {
      Set<Event> told = Collections.newSetFromMap(new IdentityHashMap<>());
      Collections.addAll(told, first, last, largest, longest);
      return told;
    }
  }

  @Override
  public void add(IntervalTable table, long offsetSeconds, int[] stackOf) {
    leftOut = Math.addExact(leftOut, table.at(AgentEvents.LEFT_OUT, 0));
    int field = 0;
    for (int row = 0; row < table.rows(); row++) {
      Map<String, Long> numbers = new HashMap<>();
      Map<String, String> texts = new HashMap<>();
      int end = field + (int) table.at(AgentEvents.FIELDS, row);
      for (; field < end; field++) {
        String name = table.text(AgentEvents.FIELD, field);
        String text = table.text(AgentEvents.TEXT, field);
        if (text.isEmpty()) {
          numbers.put(name, table.at(AgentEvents.NUMBER, field));
        } else {
          texts.put(name, text);
        }
      }
      add(
          new Event(
              events++,
              table.text(AgentEvents.TYPE, row),
              offsetSeconds * 1_000_000_000 + table.at(AgentEvents.START, row),
              table.at(AgentEvents.DURATION, row),
              table.text(AgentEvents.THREAD, row),
              stackOf[(int) table.at(AgentEvents.STACK, row)],
              numbers,
              texts));
    }
  }

  private void add(Event event) {
    switch (event.type) {
      case "pitot.MapRace", "pitot.CheckThenAct", "pitot.MapFailFast" -> count(event);
      case "pitot.MapHeat" -> heats.merge(event.ofMap(), event, AgentEventSum::heat);
      case "pitot.MapShape" ->
          shapes.computeIfAbsent(event.ofMap(), map -> new Shapes(event)).add(event);
      case "pitot.MapSite", "pitot.AgentStatus" -> states.put(event.ofMap(), event);
      case "pitot.EarlyResizes" -> single.add(event);
      default -> leftOut++;
    }
  }

  private void count(Event event) {
    Map<String, String> where = new HashMap<>(event.texts);
    where.keySet().removeAll(OF_ONE_TIME);
    event.numbers.put("count", Math.max(1, event.number("count")));
    counted.merge(
        new Place(event.ofMap(), event.stack, where),
        event,
        (sum, more) -> {
          sum.numbers.merge("count", more.number("count"), Long::sum);
          return sum;
        });
  }

  private static Event heat(Event sum, Event more) {
    more.numbers.forEach(
        (name, number) -> {
          if (!name.equals("mapId")) {
            sum.numbers.merge(name, number, Long::sum);
          }
        });
    for (String columns : List.of("hotBins", "waitLatency")) {
      String text = more.texts.get(columns);
      if (text != null) {
        sum.texts.merge(columns, text, AgentEventSum::columns);
      }
    }
    return sum;
  }

  /** Adds up {@code a:b:c,a:b:c} by what stands first; the largest by what stands last stay. */
  private static String columns(String one, String other) {
    Map<String, long[]> sums = new TreeMap<>();
    for (String row : (one + "," + other).split(",", -1)) {
      String[] fields = row.strip().split(":", -1);
      if (row.strip().matches("-?\\d{1,18}(:-?\\d{1,18}){1,4}")) {
        long[] sum = sums.computeIfAbsent(fields[0], first -> new long[fields.length - 1]);
        for (int i = 0; i < Math.min(sum.length, fields.length - 1); i++) {
          sum[i] += Long.parseLong(fields[i + 1]);
        }
      }
    }
    return String.join(
        ",",
        sums.entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                    (Map.Entry<String, long[]> row) -> -row.getValue()[row.getValue().length - 1]))
            .limit(MAX_BINS)
            .map(AgentEventSum::row)
            .toList());
  }

  private static String row(Map.Entry<String, long[]> row) {
    StringBuilder text = new StringBuilder(row.getKey());
    for (long number : row.getValue()) {
      text.append(':').append(number);
    }
    return text.toString();
  }

  @Override
  public IntervalTable table() {
    List<Event> all = new ArrayList<>(counted.values());
    all.addAll(states.values());
    all.addAll(heats.values());
    all.addAll(single);
    for (Shapes ofMap : shapes.values()) {
      Set<Event> told = ofMap.told();
      all.addAll(told);
      leftOut += ofMap.seen - told.size();
    }
    IntervalColumns columns = new IntervalColumns(IntervalKind.AGENT_EVENTS);
    List<Event> kept = new ArrayList<>(all.subList(0, Math.min(MAX_EVENTS, all.size())));
    kept.sort(Comparator.comparingInt(Event::order));
    kept.forEach(event -> write(event, columns));
    return columns.add(AgentEvents.LEFT_OUT, leftOut + all.size() - kept.size()).table();
  }

  private static void write(Event event, IntervalColumns columns) {
    columns
        .add(AgentEvents.TYPE, event.type)
        .add(AgentEvents.START, event.startNanos)
        .add(AgentEvents.DURATION, event.durationNanos)
        .add(AgentEvents.THREAD, event.thread)
        .add(AgentEvents.STACK, event.stack)
        .add(AgentEvents.FIELDS, event.numbers.size() + event.texts.size());
    new TreeMap<>(event.numbers)
        .forEach(
            (name, number) ->
                columns
                    .add(AgentEvents.FIELD, name)
                    .add(AgentEvents.NUMBER, number)
                    .add(AgentEvents.TEXT, ""));
    new TreeMap<>(event.texts)
        .forEach(
            (name, text) ->
                columns
                    .add(AgentEvents.FIELD, name)
                    .add(AgentEvents.NUMBER, 0)
                    .add(AgentEvents.TEXT, text));
  }
}
