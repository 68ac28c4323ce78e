package io.pitot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCStackTrace;
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

/** What JDK Mission Control reads from a recording. */
final class MissionControl {
  private MissionControl() {}

  /** Count and sum by profile type, of a recording of JDK 17. */
  static Map<String, List<Long>> profileTotals(Path file)
      throws IOException, CouldNotLoadRecordingException {
    IItemCollection events = load(file);
    Map<String, List<Long>> totals = new TreeMap<>();
    add(totals, "cpu", events, "jdk.ExecutionSample", null, null);
    IAttribute<IQuantity> weight = Attribute.attr("weight", "weight", "", UnitLookup.MEMORY);
    add(totals, "alloc", events, "jdk.ObjectAllocationSample", weight, UnitLookup.BYTE);
    for (String[] wait :
        new String[][] {{"lock", "jdk.JavaMonitorEnter"}, {"park", "jdk.ThreadPark"}}) {
      add(totals, wait[0], events, wait[1], JfrAttributes.DURATION, UnitLookup.NANOSECOND);
    }
    return totals;
  }

  /**
   * Every event type with stacks: to each collapsed stack how many events and, where the type has
   * durations, how many nanoseconds.
   */
  static Map<String, Map<String, long[]>> stacks(Path file)
      throws IOException, CouldNotLoadRecordingException {
    Map<String, Map<String, long[]>> byType = new TreeMap<>();
    for (IItemIterable events : load(file)) {
      IMemberAccessor<IMCStackTrace, IItem> stacks =
          JfrAttributes.EVENT_STACKTRACE.getAccessor(events.getType());
      if (stacks == null || !events.hasItems()) {
        continue;
      }
      IMemberAccessor<IQuantity, IItem> duration =
          JfrAttributes.DURATION.getAccessor(events.getType());
      Map<String, long[]> ofType =
          byType.computeIfAbsent(events.getType().getIdentifier(), type -> new TreeMap<>());
      for (IItem event : events) {
        long[] values =
            ofType.computeIfAbsent(collapsed(stacks.getMember(event)), stack -> new long[2]);
        values[0]++;
        values[1] +=
            duration == null ? 0 : nanosOrBytes(duration.getMember(event), UnitLookup.NANOSECOND);
      }
    }
    return byType;
  }

  private static String collapsed(@Nullable IMCStackTrace stack) {
    List<String> frames = new ArrayList<>();
    if (stack == null || stack.getFrames().isEmpty()) {
      return "[no stack]";
    }
    for (IMCFrame frame : stack.getFrames()) {
      frames.add(
          frame.getMethod().getType().getFullName() + "." + frame.getMethod().getMethodName());
    }
    if (stack.getTruncationState().isTruncated()) {
      frames.add("[truncated]");
    }
    Collections.reverse(frames);
    return String.join(";", frames);
  }

  static IItemCollection load(Path file) throws IOException, CouldNotLoadRecordingException {
    return JfrLoaderToolkit.loadEvents(file.toFile());
  }

  private static void add(
      Map<String, List<Long>> totals,
      String type,
      IItemCollection all,
      String source,
      @Nullable IAttribute<IQuantity> attribute,
      @Nullable IUnit unit) {
    long count = 0;
    long sum = 0;
    for (IItemIterable events : all.apply(ItemFilters.type(source))) {
      ToLongFunction<IItem> amount = event -> 1;
      if (attribute != null && unit != null) {
        IMemberAccessor<IQuantity, IItem> accessor = attribute.getAccessor(events.getType());
        amount = event -> nanosOrBytes(accessor.getMember(event), unit);
      }
      for (IItem event : events) {
        count++;
        sum += amount.applyAsLong(event);
      }
    }
    if (count > 0) {
      totals.put(type, List.of(count, sum));
    }
  }

  private static long nanosOrBytes(IQuantity quantity, IUnit unit) {
    try {
      return quantity.longValueIn(unit);
    } catch (QuantityConversionException e) {
      throw new IllegalStateException(e);
    }
  }
}
