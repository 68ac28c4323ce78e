package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.SharedSecrets;
import io.pitot.agent.planted.internal.Unsafe;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads what the JDK keeps to itself: fields, without calling a method that somebody overrode. */
public final class Probe {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final long HASH_TABLE = UNSAFE.objectFieldOffset(HashMap.class, "table");
  private static final long HASH_SIZE = UNSAFE.objectFieldOffset(HashMap.class, "size");
  private static final long HASH_LOAD = UNSAFE.objectFieldOffset(HashMap.class, "loadFactor");
  private static final long BIN_TABLE = UNSAFE.objectFieldOffset(ConcurrentHashMap.class, "table");
  private static final long BASE_COUNT =
      UNSAFE.objectFieldOffset(ConcurrentHashMap.class, "baseCount");
  private static final long CELLS =
      UNSAFE.objectFieldOffset(ConcurrentHashMap.class, "counterCells");
  private static final long CELL_VALUE =
      UNSAFE.objectFieldOffset(node("java.util.concurrent.ConcurrentHashMap$CounterCell"), "value");
  private static final long TREE_SIZE = UNSAFE.objectFieldOffset(TreeMap.class, "size");
  private static final long WEAK_SIZE = UNSAFE.objectFieldOffset(WeakHashMap.class, "size");
  private static final long IDENTITY_SIZE = UNSAFE.objectFieldOffset(IdentityHashMap.class, "size");

  private static final Class<?> HASH_NODE = node("java.util.HashMap$Node");
  private static final Class<?> BIN_NODE = node("java.util.concurrent.ConcurrentHashMap$Node");
  private static final long HASH_NEXT = UNSAFE.objectFieldOffset(HASH_NODE, "next");
  private static final long HASH_KEY = UNSAFE.objectFieldOffset(HASH_NODE, "key");
  private static final long BIN_NEXT = UNSAFE.objectFieldOffset(BIN_NODE, "next");
  private static final long BIN_KEY = UNSAFE.objectFieldOffset(BIN_NODE, "key");
  private static final long HASH_VALUE = UNSAFE.objectFieldOffset(HASH_NODE, "value");
  private static final long BIN_VALUE = UNSAFE.objectFieldOffset(BIN_NODE, "val");

  /** After DeleteOnExit's hook, the last one of the JDK, and so after the application's. */
  private static final int SHUTDOWN_SLOT = 5;

  private Probe() {}

  private static Class<?> node(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new NoClassDefFoundError(name);
    }
  }

  /** The node behind this one of a HashMap or ConcurrentHashMap. */
  public static @Nullable Object next(Object node) {
    if (HASH_NODE.isInstance(node)) {
      return UNSAFE.getReferenceVolatile(node, HASH_NEXT);
    }
    return BIN_NODE.isInstance(node) ? UNSAFE.getReferenceVolatile(node, BIN_NEXT) : null;
  }

  /** The key of such a node; null for the nodes that hold none. */
  public static @Nullable Object key(Object node) {
    if (HASH_NODE.isInstance(node)) {
      return UNSAFE.getReferenceVolatile(node, HASH_KEY);
    }
    return BIN_NODE.isInstance(node) ? UNSAFE.getReferenceVolatile(node, BIN_KEY) : null;
  }

  /** The value of such a node; null for the nodes that hold none. */
  public static @Nullable Object nodeValue(Object node) {
    if (HASH_NODE.isInstance(node)) {
      return UNSAFE.getReferenceVolatile(node, HASH_VALUE);
    }
    return BIN_NODE.isInstance(node) ? UNSAFE.getReferenceVolatile(node, BIN_VALUE) : null;
  }

  public static long smallResizes() {
    return ThreadSlots.sum(ThreadSlots.SMALL_RESIZES);
  }

  /** Wraps around, so that only differences mean something. */
  public static int countedOperations() {
    return (int) ThreadSlots.sum(ThreadSlots.OPERATIONS);
  }

  public static void atExit(Runnable last) {
    SharedSecrets.getJavaLangAccess().registerShutdownHook(SHUTDOWN_SLOT, false, last);
  }

  /** The table of a HashMap or ConcurrentHashMap; null before the first entry, or of other maps. */
  public static Object @Nullable [] table(Object map) {
    if (map instanceof HashMap) {
      return (Object[]) UNSAFE.getReferenceVolatile(map, HASH_TABLE);
    }
    if (map instanceof ConcurrentHashMap) {
      return (Object[]) UNSAFE.getReferenceVolatile(map, BIN_TABLE);
    }
    return null;
  }

  public static long size(Object map) {
    if (map instanceof HashMap) {
      return UNSAFE.getInt(map, HASH_SIZE);
    }
    if (map instanceof ConcurrentHashMap) {
      return count(map);
    }
    if (map instanceof TreeMap) {
      return UNSAFE.getInt(map, TREE_SIZE);
    }
    if (map instanceof WeakHashMap) {
      return UNSAFE.getInt(map, WEAK_SIZE);
    }
    return map instanceof IdentityHashMap ? UNSAFE.getInt(map, IDENTITY_SIZE) : -1;
  }

  /** What mappingCount adds up, which a subclass may have overridden. */
  private static long count(Object map) {
    long count = UNSAFE.getLong(map, BASE_COUNT);
    Object[] cells = (Object[]) UNSAFE.getReferenceVolatile(map, CELLS);
    if (cells != null) {
      for (Object cell : cells) {
        count += cell == null ? 0 : UNSAFE.getLong(cell, CELL_VALUE);
      }
    }
    return Math.max(0, count);
  }

  public static float loadFactor(Object map) {
    return map instanceof HashMap ? UNSAFE.getFloat(map, HASH_LOAD) : 0.75f;
  }

  public static boolean isInitialized(Class<?> type) {
    return !UNSAFE.shouldBeInitialized(type);
  }

  /** The value of a static reference field of a class that is initialised. */
  public static @Nullable Object staticValue(Field field) {
    return UNSAFE.getReferenceVolatile(
        UNSAFE.staticFieldBase(field), UNSAFE.staticFieldOffset(field));
  }

  public static @Nullable Object value(Object object, Field field) {
    return UNSAFE.getReferenceVolatile(object, UNSAFE.objectFieldOffset(field));
  }

  /** The first field of this name in the class or above it, read as a reference; null if none. */
  public static @Nullable Object value(Object object, String name) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      try {
        return value(object, type.getDeclaredField(name));
      } catch (NoSuchFieldException inSuperclass) {
        // The loop goes there.
      }
    }
    return null;
  }
}
