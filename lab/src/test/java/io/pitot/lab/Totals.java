package io.pitot.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.openjdk.jmc.common.item.Attribute;
import org.openjdk.jmc.common.item.IAttribute;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.IUnit;
import org.openjdk.jmc.common.unit.QuantityConversionException;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import tools.jackson.databind.JsonNode;

/**
 * Events and their sum, by profile type: what JMC reads, and what the collector has stored.
 *
 * @param earlierBytes what threads had allocated when chunks began: as much of the sum of {@code
 *     alloc} may be left out, because a thread's first sample stands for all of its life
 */
record Totals(Map<String, Total> byType, long earlierBytes) {
  /** The types that are counted. */
  static final Set<String> TYPES = Set.of("alloc", "cpu", "lock", "park");

  /** Nothing is left out, and types without events do not appear. */
  record Total(long count, long sum) {}

  static Totals ofRecording(List<Path> chunks, int jdk)
      throws IOException, CouldNotLoadRecordingException {
    IItemCollection events =
        JfrLoaderToolkit.loadEvents(chunks.stream().map(Path::toFile).toList());
    Map<String, Total> totals = new TreeMap<>();
    Amount allocated =
        amount(Attribute.attr("allocated", "allocated", "", UnitLookup.MEMORY), UnitLookup.BYTE);
    add(totals, "earlier", events, "jdk.ThreadAllocationStatistics", allocated);
    Total earlier = totals.remove("earlier");
    add(totals, "cpu", events, jdk >= 25 ? "jdk.CPUTimeSample" : "jdk.ExecutionSample", one());
    add(
        totals,
        "alloc",
        events,
        "jdk.ObjectAllocationSample",
        amount(Attribute.attr("weight", "weight", "", UnitLookup.MEMORY), UnitLookup.BYTE));
    Amount duration = amount(JfrAttributes.DURATION, UnitLookup.NANOSECOND);
    add(totals, "lock", events, "jdk.JavaMonitorEnter", duration);
    add(totals, "park", events, "jdk.ThreadPark", duration);
    return new Totals(totals, earlier == null ? 0 : earlier.sum());
  }

  /** Of the answer of {@code pitot types}. */
  static Totals ofTypes(JsonNode answer) {
    Map<String, Total> totals = new TreeMap<>();
    for (JsonNode row : answer.path("types")) {
      totals.put(
          row.path("type").asString(""),
          new Total(row.path("count").asLong(), row.path("sum").asLong()));
    }
    return new Totals(totals, 0);
  }

  /** Whether this is what a recording gives: every event, and every sum but that of before. */
  boolean isOf(Totals recording) {
    if (!byType.keySet().equals(recording.byType.keySet())) {
      return false;
    }
    return byType.entrySet().stream()
        .allMatch(
            type -> {
              Total recorded = recording.byType.getOrDefault(type.getKey(), new Total(0, 0));
              long leftOut = recorded.sum() - type.getValue().sum();
              return type.getValue().count() == recorded.count()
                  && leftOut >= 0
                  && leftOut <= (type.getKey().equals("alloc") ? recording.earlierBytes : 0);
            });
  }

  private interface Amount {
    ToLongFunction<IItem> in(IItemIterable events);
  }

  private static Amount one() {
    return events -> event -> 1;
  }

  private static Amount amount(IAttribute<IQuantity> attribute, IUnit unit) {
    return events -> {
      IMemberAccessor<IQuantity, IItem> accessor = attribute.getAccessor(events.getType());
      return event -> {
        try {
          return accessor.getMember(event).longValueIn(unit);
        } catch (QuantityConversionException e) {
          throw new IllegalStateException(e);
        }
      };
    };
  }

  private static void add(
      Map<String, Total> totals, String type, IItemCollection items, String event, Amount amount) {
    long count = 0;
    long sum = 0;
    for (IItemIterable events : items.apply(ItemFilters.type(event))) {
      ToLongFunction<IItem> amounts = amount.in(events);
      for (IItem item : events) {
        count++;
        sum += amounts.applyAsLong(item);
      }
    }
    if (count > 0) {
      totals.put(type, new Total(count, sum));
    }
  }
}
