package io.pitot.daemon.fold;

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
import org.openjdk.jmc.common.IMCType;
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

/** What JDK Mission Control reads from recordings, counted by collapsed stack. */
final class JmcCounts {
  private final IItemCollection items;

  private JmcCounts(IItemCollection items) {
    this.items = items;
  }

  static JmcCounts of(List<Path> recordings) throws IOException, CouldNotLoadRecordingException {
    return new JmcCounts(
        JfrLoaderToolkit.loadEvents(recordings.stream().map(Path::toFile).toList()));
  }

  Map<String, Total> samples(String source) {
    return count(source, null, "", type -> item -> 1);
  }

  Map<String, Total> weights(String source, String weight, String leaf) {
    IAttribute<IQuantity> attribute = Attribute.attr(weight, weight, "", UnitLookup.MEMORY);
    return count(source, leaf, "[unknown class]", amount(attribute, UnitLookup.BYTE));
  }

  Map<String, Total> durations(String source, String leaf) {
    return count(
        source, leaf, "[unknown lock]", amount(JfrAttributes.DURATION, UnitLookup.NANOSECOND));
  }

  private interface Amount {
    ToLongFunction<IItem> in(IItemIterable events);
  }

  private static Amount amount(IAttribute<IQuantity> attribute, IUnit unit) {
    return events -> {
      IMemberAccessor<IQuantity, IItem> accessor = attribute.getAccessor(events.getType());
      return item -> {
        try {
          return accessor.getMember(item).longValueIn(unit);
        } catch (QuantityConversionException e) {
          throw new IllegalStateException(e);
        }
      };
    };
  }

  private Map<String, Total> count(
      String source, @Nullable String leaf, String unknownLeaf, Amount amount) {
    Map<String, Total> totals = new TreeMap<>();
    for (IItemIterable events : items.apply(ItemFilters.type(source))) {
      IMemberAccessor<IMCStackTrace, IItem> stacks =
          JfrAttributes.EVENT_STACKTRACE.getAccessor(events.getType());
      @Nullable IMemberAccessor<IMCType, IItem> leaves =
          leaf == null
              ? null
              : Attribute.attr(leaf, leaf, "", UnitLookup.CLASS).getAccessor(events.getType());
      ToLongFunction<IItem> amounts = amount.in(events);
      for (IItem event : events) {
        List<String> frames = frames(stacks.getMember(event));
        if (leaves != null) {
          @Nullable IMCType type = leaves.getMember(event);
          frames.add(type == null ? unknownLeaf : type.getFullName());
        }
        totals.merge(
            String.join(";", frames), new Total(1, amounts.applyAsLong(event)), Total::plus);
      }
    }
    return totals;
  }

  /** Root first. */
  private static List<String> frames(@Nullable IMCStackTrace stack) {
    List<String> frames = new ArrayList<>();
    if (stack == null || stack.getFrames().isEmpty()) {
      frames.add("[no stack]");
      return frames;
    }
    for (IMCFrame frame : stack.getFrames()) {
      frames.add(
          frame.getMethod().getType().getFullName() + "." + frame.getMethod().getMethodName());
    }
    if (stack.getTruncationState().isTruncated()) {
      frames.add("[truncated]");
    }
    Collections.reverse(frames);
    return frames;
  }
}
