package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in the JDK's maps, lists and arrays, read from their fields as they are. */
final class Contents {
  /** Of each; a registry of an application's services has fewer. */
  private static final int MAX_ELEMENTS = 1_000;

  private static final int MAX_BINS = 16_384;

  private Contents() {}

  /** The map in a HashSet, a synchronizedMap, an AtomicReference and the like; else null. */
  static @Nullable Object wrapped(Object value) {
    return switch (value.getClass().getName()) {
      case "java.util.HashSet",
          "java.util.LinkedHashSet",
          "java.util.concurrent.ConcurrentHashMap$KeySetView" ->
          Probe.value(value, "map");
      case "java.util.TreeSet",
          "java.util.Collections$SynchronizedMap",
          "java.util.Collections$UnmodifiableMap",
          "java.util.Collections$SetFromMap" ->
          Probe.value(value, "m");
      case "java.util.Collections$SynchronizedSet",
          "java.util.Collections$SynchronizedCollection",
          "java.util.Collections$SynchronizedRandomAccessList",
          "java.util.Collections$UnmodifiableSet",
          "java.util.Collections$UnmodifiableCollection",
          "java.util.Collections$UnmodifiableRandomAccessList" ->
          Probe.value(value, "c");
      case "java.util.concurrent.atomic.AtomicReference", "java.util.Optional" ->
          Probe.value(value, "value");
      default -> null;
    };
  }

  static boolean isHolder(Object value) {
    return value instanceof Object[] || Probe.table(value) != null || array(value) != null;
  }

  /** The values of a map, the elements of a list or array; the first ones of many. */
  static List<Object> of(Object holder) {
    Object[] table = Probe.table(holder);
    if (table != null) {
      return values(table);
    }
    Object[] array = holder instanceof Object[] elements ? elements : array(holder);
    List<Object> found = new ArrayList<>();
    for (int i = 0; array != null && i < array.length && found.size() < MAX_ELEMENTS; i++) {
      if (array[i] != null) {
        found.add(array[i]);
      }
    }
    return found;
  }

  private static List<Object> values(Object[] table) {
    List<Object> found = new ArrayList<>();
    for (int bin = 0; bin < Math.min(MAX_BINS, table.length); bin++) {
      for (Object node = table[bin];
          node != null && found.size() < MAX_ELEMENTS;
          node = Probe.next(node)) {
        Object value = Probe.nodeValue(node);
        if (value != null) {
          found.add(value);
        }
      }
    }
    return found;
  }

  private static Object @Nullable [] array(Object value) {
    String field =
        switch (value.getClass().getName()) {
          case "java.util.ArrayList" -> "elementData";
          case "java.util.concurrent.CopyOnWriteArrayList" -> "array";
          case "java.util.Arrays$ArrayList" -> "a";
          case "java.util.ImmutableCollections$MapN" -> "table";
          case "java.util.ImmutableCollections$ListN" -> "elements";
          default -> "";
        };
    return field.isEmpty() ? null : (Object[]) Probe.value(value, field);
  }
}
