package io.pitot.jfr;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCMethod;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.IMCType;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** The same rows as JDK Mission Control reads them. */
final class MissionControl {
  private MissionControl() {}

  /**
   * Reads a recording.
   *
   * @param like tells which fields stand in a row, and in which order
   */
  static Map<String, Map<String, Integer>> read(Path recording, Rows like) throws Exception {
    Map<String, Map<String, Integer>> rows = new TreeMap<>();
    for (IItemIterable items :
        JfrLoaderToolkit.loadEvents(List.of(recording.toFile()), List.of())) {
      String type = items.getType().getIdentifier();
      List<String> fields = like.columns(type);
      Map<String, IMemberAccessor<?, IItem>> accessors = new HashMap<>();
      for (IAccessorKey<?> key : items.getType().getAccessorKeys().keySet()) {
        accessors.put(key.getIdentifier().replace(':', '.'), items.getType().getAccessor(key));
      }
      for (IItem item : items) {
        StringJoiner line = new StringJoiner(" ");
        for (String field : fields) {
          IMemberAccessor<?, IItem> accessor = accessors.get(field);
          line.add(field + "=" + (accessor == null ? "?" : text(accessor.getMember(item))));
        }
        rows.computeIfAbsent(type, name -> new HashMap<>()).merge(line.toString(), 1, Integer::sum);
      }
    }
    return rows;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof IQuantity quantity) {
      return quantity(quantity);
    }
    if (value instanceof IMCType type) {
      return type.getFullName();
    }
    if (value instanceof IMCThread thread) {
      return thread(thread);
    }
    if (value instanceof IMCMethod method) {
      return name(method);
    }
    if (value instanceof IMCStackTrace stack) {
      return stack(stack);
    }
    if (value instanceof Object[] array) {
      return Stream.of(array).map(MissionControl::text).toList().toString();
    }
    return String.valueOf(value);
  }

  private static String quantity(IQuantity quantity) {
    if (quantity.getType() == UnitLookup.TIMESPAN) {
      return Long.toString(quantity.clampedLongValueIn(UnitLookup.NANOSECOND));
    }
    if (quantity.getType() == UnitLookup.TIMESTAMP) {
      return Long.toString(quantity.clampedLongValueIn(UnitLookup.EPOCH_NS));
    }
    return quantity.numberValue().toString();
  }

  private static String thread(IMCThread thread) {
    // Its writer has no Java id of a thread.
    String name = Objects.requireNonNullElse(thread.getThreadName(), "");
    long id = Objects.requireNonNullElse(thread.getThreadId(), 0L);
    return name + "/" + id + "/" + os(thread, "Name") + "/" + os(thread, "ThreadId");
  }

  /** What the operating system calls a thread; Mission Control reads it but has no accessor. */
  private static @Nullable Object os(IMCThread thread, String what) {
    try {
      java.lang.reflect.Field field = thread.getClass().getField("os" + what);
      field.setAccessible(true);
      return field.get(thread);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static String stack(IMCStackTrace stack) {
    boolean truncated = stack.getTruncationState().isTruncated();
    StringJoiner frames = new StringJoiner(";", truncated ? "[truncated];" : "", "");
    List<? extends IMCFrame> all = stack.getFrames();
    for (int i = all.size() - 1; i >= 0; i--) {
      IMCFrame frame = all.get(i);
      boolean hides = Boolean.TRUE.equals(frame.getMethod().isHidden());
      String hidden = hides ? "/hidden" : "";
      String kind = kind(frame.getType());
      frames.add(name(frame.getMethod()) + ":" + frame.getFrameLineNumber() + "/" + kind + hidden);
    }
    return frames.toString();
  }

  /** The same names as ours, but for two. */
  private static String kind(IMCFrame.Type type) {
    String name = type.toString().replace(' ', '_');
    return type.equals(IMCFrame.Type.UNKNOWN) ? FrameKind.UNKNOWN.name() : name;
  }

  /** Native code has no class. */
  private static String name(IMCMethod method) {
    String type = method.getType().getFullName();
    String name = method.getMethodName();
    return type.isEmpty() ? name : type + "." + name;
  }
}
