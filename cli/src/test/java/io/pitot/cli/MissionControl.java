package io.pitot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
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
