package io.pitot.jfr;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmc.common.IMCFrame;
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
    if (value instanceof IMCStackTrace stack) {
      return stack(stack);
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
    String name = Objects.requireNonNullElse(thread.getThreadName(), "");
    return name
        + "/"
        + thread.getThreadId()
        + "/"
        + os(thread, "Name")
        + "/"
        + os(thread, "ThreadId");
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
      frames.add(method(frame) + ":" + frame.getFrameLineNumber() + "/" + kind + hidden);
    }
    return frames.toString();
  }

  /** The same names as ours, but for two. */
  private static String kind(IMCFrame.Type type) {
    String name = type.toString().replace(' ', '_');
    return type.equals(IMCFrame.Type.UNKNOWN) ? FrameKind.UNKNOWN.name() : name;
  }

  /** Native code has no class. */
  private static String method(IMCFrame frame) {
    String type = frame.getMethod().getType().getFullName();
    String name = frame.getMethod().getMethodName();
    return type.isEmpty() ? name : type + "." + name;
  }
}
