package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields that hold maps: static fields of application classes, then the fields of what
 * those hold. Reads only classes that are initialised already, compares only identities, and stops
 * when its time is over.
 */
@SuppressWarnings("IdentityHashMapUsage") // maps as keys: equality would read them
final class SiteSearch {
  private static final long BUDGET_NANOS = 200_000_000;

  record Site(String field, String holder, String certainty) {
    static final Site UNKNOWN = new Site("", "unknown", "unknown");
  }

  private final Instrumentation instrumentation;

  SiteSearch(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** The sites of those maps that were found. */
  Map<Object, Site> find(List<Object> maps) {
    Map<Object, Site> found = new IdentityHashMap<>();
    Map<Object, Boolean> wanted = new IdentityHashMap<>();
    maps.forEach(map -> wanted.put(map, true));
    long deadline = System.nanoTime() + BUDGET_NANOS;
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (System.nanoTime() - deadline > 0) {
        break;
      }
      if (isApplication(type) && Probe.isInitialized(type)) {
        statics(type, wanted, found);
      }
    }
    return found;
  }

  /**
   * The object of the class and identity hash in a static field or one hop from it; null when it is
   * not found. Asks only objects of this class for their identity hash, since that marks them.
   */
  @Nullable Object findLock(String className, int identityHash) {
    long deadline = System.nanoTime() + BUDGET_NANOS;
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (System.nanoTime() - deadline > 0) {
        break;
      }
      if (!isApplication(type) || !Probe.isInitialized(type)) {
        continue;
      }
      for (Field field : fields(type)) {
        Object value = isReference(field, true) ? Probe.staticValue(field) : null;
        if (value == null) {
          continue;
        }
        if (is(value, className, identityHash)) {
          return value;
        }
        Object hop = isApplication(value.getClass()) ? hop(value, className, identityHash) : null;
        if (hop != null) {
          return hop;
        }
      }
    }
    return null;
  }

  private static @Nullable Object hop(Object holder, String className, int identityHash) {
    for (Class<?> type = holder.getClass();
        type != null && isApplication(type);
        type = type.getSuperclass()) {
      for (Field field : fields(type)) {
        Object value = isReference(field, false) ? Probe.value(holder, field) : null;
        if (value != null && is(value, className, identityHash)) {
          return value;
        }
      }
    }
    return null;
  }

  private static boolean is(Object value, String className, int identityHash) {
    return value.getClass().getName().equals(className)
        && System.identityHashCode(value) == identityHash;
  }

  private static boolean isReference(Field field, boolean isStatic) {
    return Modifier.isStatic(field.getModifiers()) == isStatic && !field.getType().isPrimitive();
  }

  private static boolean isApplication(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && !Stack.isOurs(type)
        && !type.isArray()
        && !type.isHidden();
  }

  private static void statics(Class<?> type, Map<Object, Boolean> wanted, Map<Object, Site> found) {
    for (Field field : fields(type)) {
      if (!isReference(field, true)) {
        continue;
      }
      Object value = Probe.staticValue(field);
      if (value == null || put(value, wanted, found, type, field, "static")) {
        continue;
      }
      Object inner = inner(value);
      if (inner != null) {
        put(inner, wanted, found, type, field, "static");
      } else if (isApplication(value.getClass())) {
        hop(value, wanted, found);
      }
    }
  }

  private static void hop(Object holder, Map<Object, Boolean> wanted, Map<Object, Site> found) {
    for (Class<?> type = holder.getClass();
        type != null && isApplication(type);
        type = type.getSuperclass()) {
      for (Field field : fields(type)) {
        if (!isReference(field, false)) {
          continue;
        }
        Object value = Probe.value(holder, field);
        if (value != null && !put(value, wanted, found, type, field, "one hop")) {
          Object inner = inner(value);
          if (inner != null) {
            put(inner, wanted, found, type, field, "one hop");
          }
        }
      }
    }
  }

  /** The map in a HashSet, a synchronizedMap and the like; null in anything else. */
  private static @Nullable Object inner(Object value) {
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
      default -> null;
    };
  }

  private static boolean put(
      Object value,
      Map<Object, Boolean> wanted,
      Map<Object, Site> found,
      Class<?> type,
      Field field,
      String holder) {
    if (!wanted.containsKey(value)) {
      return false;
    }
    String name = type.getName() + "." + field.getName();
    Site before = found.get(value);
    if (before == null) {
      found.put(value, new Site(name, holder, "certain"));
    } else if (!before.field().equals(name)) {
      found.put(value, new Site(before.field(), before.holder(), "shared"));
    }
    return true;
  }

  static Field[] fields(Class<?> type) {
    try {
      return type.getDeclaredFields();
    } catch (LinkageError | SecurityException missing) {
      return new Field[0];
    }
  }
}
