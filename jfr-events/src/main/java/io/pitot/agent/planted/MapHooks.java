package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.Unsafe;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The hooks in the maps that are not made for several threads. Small, because the JIT compiler has
 * to inline them wherever it inlines the map's operation.
 */
@SuppressWarnings("NonApiType") // each of these classes has a modCount of its own
public final class MapHooks {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final long HASH_MAP = UNSAFE.objectFieldOffset(HashMap.class, "modCount");
  private static final long HASH_TABLE = UNSAFE.objectFieldOffset(HashMap.class, "table");
  private static final long TREE_MAP = UNSAFE.objectFieldOffset(TreeMap.class, "modCount");
  private static final long IDENTITY_MAP =
      UNSAFE.objectFieldOffset(IdentityHashMap.class, "modCount");
  private static final long WEAK_MAP = UNSAFE.objectFieldOffset(WeakHashMap.class, "modCount");

  /**
   * Of the maps that are changed less often every 16th change arms a watch. A tree that two threads
   * turn at once may keep both in a ring for ever, so that the race has to be proven soon.
   */
  private static final int RARE = 15;

  /** A map with so many entries is told of, however seldom it is waited for or resized. */
  public static final long LARGE = 10_000;

  private static final long COUNT = UNSAFE.objectFieldOffset(ConcurrentHashMap.class, "baseCount");

  /** Every so many entries of a ConcurrentHashMap it is looked whether it is large, less one. */
  private static final int COUNTED = 1023;

  private static final int FAILING_PLACES = 64;
  private static final AtomicReferenceArray<@Nullable Failing> FAILING =
      new AtomicReferenceArray<>(FAILING_PLACES);

  /** Tables shorter than this are resized untimed: half the smallest new capacity of an event. */
  public static int resizeFloor = 2048;

  /** The epoch in which a large map was told of; one in each is enough. */
  private static int toldEpoch;

  /** How many of the shorter ones the one stands for that is timed. */
  public static final int SMALL_RESIZES = ThreadSlots.SMALL_SAMPLED + 1;

  private MapHooks() {}

  public static void read(Object map) {
    if (map == Watch.watched) {
      Watch.entered(map);
    }
  }

  /** The same of one key. */
  public static void read(Object map, @Nullable Object key) {
    if (map == Watch.watched) {
      Watch.entered(map, key);
    }
  }

  /** The same of a map that may turn into a ring. */
  public static void walk(Object map) {
    Walk.begin(map);
    if (map == Watch.watched) {
      Watch.entered(map);
    }
  }

  /** Called where a new key begins to come in; whoever put it is caught past the change. */
  public static int count(HashMap<?, ?> map) {
    return UNSAFE.getIntOpaque(map, HASH_MAP);
  }

  /** Called when an operation begins; returns modCount, to be compared after the change. */
  public static int enter(HashMap<?, ?> map) {
    if (map == Watch.watched) {
      Watch.entered(map);
    }
    return UNSAFE.getIntOpaque(map, HASH_MAP);
  }

  /**
   * Called after {@code ++modCount}, inside the operation. {@code before} is 0 or 1 where a key
   * came into a tree, too: nothing was kept there.
   */
  public static void changed(HashMap<?, ?> map, int before) {
    int now = UNSAFE.getInt(map, HASH_MAP);
    if (now != before + 1 || (now & Watch.mask) == 0) {
      changed(map, before, now);
    }
  }

  private static void changed(Object map, int before, int now) {
    boolean isSuspicious = (before & ~1) != 0 && now != before + 1;
    if (isSuspicious || (now & Watch.mask) == 0) {
      Watch.changed(map, isSuspicious);
    }
  }

  /** Called after a value was replaced, inside the operation: no change of modCount tells of it. */
  public static void stored(Object map, @Nullable Object key) {
    if (Watch.mask == 0) {
      Watch.stored(map, key);
    }
  }

  public static int enter(TreeMap<?, ?> map) {
    Walk.begin(map);
    if (map == Watch.watched) {
      Watch.entered(map);
    }
    return UNSAFE.getIntOpaque(map, TREE_MAP);
  }

  public static void changed(TreeMap<?, ?> map, int before) {
    int now = UNSAFE.getInt(map, TREE_MAP);
    if (now != before + 1 || (now & RARE & Watch.mask) == 0) {
      Watch.changed(map, now != before + 1);
    }
  }

  public static int enter(IdentityHashMap<?, ?> map) {
    Walk.begin(map);
    if (map == Watch.watched) {
      Watch.entered(map);
    }
    return UNSAFE.getIntOpaque(map, IDENTITY_MAP);
  }

  public static void changed(IdentityHashMap<?, ?> map, int before) {
    int now = UNSAFE.getInt(map, IDENTITY_MAP);
    if (now != before + 1 || (now & RARE & Watch.mask) == 0) {
      Watch.changed(map, now != before + 1);
    }
  }

  public static int enter(WeakHashMap<?, ?> map) {
    Walk.begin(map);
    if (map == Watch.watched) {
      Watch.entered(map);
    }
    return UNSAFE.getIntOpaque(map, WEAK_MAP);
  }

  public static void changed(WeakHashMap<?, ?> map, int before) {
    int now = UNSAFE.getInt(map, WEAK_MAP);
    if (now != before + 1 || (now & RARE & Watch.mask) == 0) {
      Watch.changed(map, now != before + 1);
    }
  }

  public static @Nullable Object beginResize(HashMap<?, ?> map) {
    Object[] table = (Object[]) UNSAFE.getReference(map, HASH_TABLE);
    if (table == null) {
      return null;
    }
    return resizing(map, table.length);
  }

  public static void endResize(HashMap<?, ?> map, @Nullable Object event) {
    if (event != null) {
      resized(map, event);
    }
  }

  /** Called before a ConcurrentModificationException about the map is made. */
  public static void failing(Object map) {
    if (Sink.installed != null) {
      FAILING.set(failingPlace(), new Failing(Thread.currentThread(), map));
    }
  }

  /** Called before entries of a ConcurrentHashMap are counted; its other changes arm no watch. */
  public static void counting(Object map) {
    long count = UNSAFE.getLong(map, COUNT);
    if ((count & COUNTED) == COUNTED && count >= LARGE) {
      large(map);
    }
  }

  private static void large(Object map) {
    Sink sink = Sink.installed;
    int epoch = Sink.epoch;
    int place = sink == null || epoch == toldEpoch ? -1 : Guard.enter();
    if (sink == null || place < 0) {
      return;
    }
    toldEpoch = epoch;
    try {
      sink.changed(map);
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  /** Called where so many keys share a bin that it becomes a tree. */
  public static void colliding(Object map) {
    Sink sink = Sink.installed;
    int place = sink == null ? -1 : Guard.enter();
    if (sink == null || place < 0) {
      return;
    }
    try {
      sink.colliding(map);
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  private static int failingPlace() {
    return (int) Thread.currentThread().getId() & (FAILING_PLACES - 1);
  }

  private static @Nullable Object takeFailing() {
    Failing failing = FAILING.getAndSet(failingPlace(), null);
    return failing == null || failing.thread != Thread.currentThread() ? null : failing.map;
  }

  private static final class Failing {
    final Thread thread;
    final Object map;

    Failing(Thread thread, Object map) {
      this.thread = thread;
      this.map = map;
    }
  }

  public static void failedFast(Throwable exception) {
    Sink sink = Sink.installed;
    int place = sink == null ? -1 : Guard.enter();
    if (sink == null || place < 0) {
      return;
    }
    try {
      sink.failedFast(exception, takeFailing());
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }

  private static @Nullable Object resizing(HashMap<?, ?> map, int oldCapacity) {
    Sink sink = Sink.installed;
    if (sink == null) {
      return null;
    }
    if (oldCapacity < resizeFloor && !ThreadSlots.smallResize()) {
      return null;
    }
    int place = Guard.enter();
    if (place < 0) {
      return null;
    }
    try {
      return sink.beginResize(map, oldCapacity);
    } catch (Throwable failure) {
      Guard.failed(failure);
      return null;
    } finally {
      Guard.leave(place);
    }
  }

  private static void resized(HashMap<?, ?> map, Object event) {
    Sink sink = Sink.installed;
    int place = sink == null ? -1 : Guard.enter();
    if (sink == null || place < 0) {
      return;
    }
    try {
      sink.endResize(map, event);
    } catch (Throwable failure) {
      Guard.failed(failure);
    } finally {
      Guard.leave(place);
    }
  }
}
