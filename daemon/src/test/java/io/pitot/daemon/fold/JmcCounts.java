package io.pitot.daemon.fold;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
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
    return count(source, type -> item -> "", type -> item -> 1);
  }

  Map<String, Total> weights(String source, String weight, String leaf) {
    IAttribute<IQuantity> attribute = Attribute.attr(weight, weight, "", UnitLookup.MEMORY);
    return count(source, classes(leaf, "[unknown class]"), amount(attribute, UnitLookup.BYTE));
  }

  /** The amounts of a field of all events of a type. */
  List<Long> bytes(String source, String field) {
    List<Long> bytes = new ArrayList<>();
    Amount amount = amount(Attribute.attr(field, field, "", UnitLookup.MEMORY), UnitLookup.BYTE);
    for (IItemIterable events : items.apply(ItemFilters.type(source))) {
      ToLongFunction<IItem> amounts = amount.in(events);
      events.forEach(event -> bytes.add(amounts.applyAsLong(event)));
    }
    return bytes;
  }

  Map<String, Total> durations(String source) {
    return count(source, type -> item -> "", amount(JfrAttributes.DURATION, UnitLookup.NANOSECOND));
  }

  Map<String, Total> durations(String source, String leaf) {
    return count(
        source,
        classes(leaf, "[unknown lock]"),
        amount(JfrAttributes.DURATION, UnitLookup.NANOSECOND));
  }

  /** As {@link #durations}, where the leaf is a text and not a class. */
  Map<String, Total> durationsOfText(String source, String leaf) {
    return count(
        source,
        texts(leaf, "[unknown map]"),
        amount(JfrAttributes.DURATION, UnitLookup.NANOSECOND));
  }

  /** Of all frames on the stacks, by kind and method. */
  Map<String, Long> kinds(String source) {
    Map<String, Long> frames = new TreeMap<>();
    for (IItemIterable events : items.apply(ItemFilters.type(source))) {
      IMemberAccessor<IMCStackTrace, IItem> stacks =
          JfrAttributes.EVENT_STACKTRACE.getAccessor(events.getType());
      for (IItem event : events) {
        @Nullable IMCStackTrace stack = stacks.getMember(event);
        for (IMCFrame frame : stack == null ? List.<IMCFrame>of() : stack.getFrames()) {
          frames.merge(word(frame.getType()) + ";" + name(frame), 1L, Long::sum);
        }
      }
    }
    return frames;
  }

  private static String word(IMCFrame.Type type) {
    return type.equals(IMCFrame.Type.UNKNOWN)
        ? "unknown"
        : type.toString().toLowerCase(Locale.ROOT).replace(' ', '_');
  }

  private static String name(IMCFrame frame) {
    return frame.getMethod().getType().getFullName() + "." + frame.getMethod().getMethodName();
  }

  private interface Leaf {
    Function<IItem, String> in(IItemIterable events);
  }

  private static Leaf classes(String field, String unknown) {
    return events -> {
      IMemberAccessor<IMCType, IItem> accessor =
          Attribute.attr(field, field, "", UnitLookup.CLASS).getAccessor(events.getType());
      return event -> {
        @Nullable IMCType type = accessor.getMember(event);
        return type == null ? unknown : type.getFullName();
      };
    };
  }

  private static Leaf texts(String field, String unknown) {
    return events -> {
      IMemberAccessor<String, IItem> accessor =
          Attribute.attr(field, field, "", UnitLookup.PLAIN_TEXT).getAccessor(events.getType());
      return event -> {
        @Nullable String text = accessor.getMember(event);
        return text == null || text.isEmpty() ? unknown : text;
      };
    };
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

  private Map<String, Total> count(String source, Leaf leaf, Amount amount) {
    Map<String, Total> totals = new TreeMap<>();
    for (IItemIterable events : items.apply(ItemFilters.type(source))) {
      IMemberAccessor<IMCStackTrace, IItem> stacks =
          JfrAttributes.EVENT_STACKTRACE.getAccessor(events.getType());
      Function<IItem, String> leaves = leaf.in(events);
      ToLongFunction<IItem> amounts = amount.in(events);
      for (IItem event : events) {
        List<String> frames = frames(stacks.getMember(event));
        String last = leaves.apply(event);
        if (!last.isEmpty()) {
          frames.add(last);
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
      frames.add(name(frame));
    }
    if (stack.getTruncationState().isTruncated()) {
      frames.add("[truncated]");
    }
    Collections.reverse(frames);
    return frames;
  }
}
