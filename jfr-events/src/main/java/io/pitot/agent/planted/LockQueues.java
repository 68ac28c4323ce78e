package io.pitot.agent.planted;

import io.pitot.agent.planted.internal.ThreadContainer;
import io.pitot.agent.planted.internal.ThreadContainers;
import io.pitot.agent.planted.internal.Unsafe;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All threads, virtual ones with them, and the queues of the locks that they wait for. Reads fields
 * only: no thread is stopped for it.
 */
public final class LockQueues {
  /** Of more threads the first ones are looked at. */
  private static final int MAX_THREADS = 20_000;

  private static final int MAX_WAITERS = 10_000;

  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final long OWNER =
      UNSAFE.objectFieldOffset(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread");

  private static final long HEAD =
      UNSAFE.objectFieldOffset(AbstractQueuedSynchronizer.class, "head");
  private static final Class<?> NODE = node(AbstractQueuedSynchronizer.class);
  private static final long NEXT = UNSAFE.objectFieldOffset(NODE, "next");
  private static final long WAITER = UNSAFE.objectFieldOffset(NODE, "waiter");

  /** The same of locks that count in longs, which a ReentrantReadWriteLock of JDK 25 is. */
  private static final long LONG_HEAD =
      UNSAFE.objectFieldOffset(AbstractQueuedLongSynchronizer.class, "head");

  private static final Class<?> LONG_NODE = node(AbstractQueuedLongSynchronizer.class);
  private static final long LONG_NEXT = UNSAFE.objectFieldOffset(LONG_NODE, "next");
  private static final long LONG_WAITER = UNSAFE.objectFieldOffset(LONG_NODE, "waiter");

  private static final Class<?> READ_WRITE =
      known("java.util.concurrent.locks.ReentrantReadWriteLock$Sync");
  private static final long FIRST_READER = UNSAFE.objectFieldOffset(READ_WRITE, "firstReader");

  private LockQueues() {}

  private static Class<?> node(Class<?> synchronizer) {
    return known(synchronizer.getName() + "$Node");
  }

  private static Class<?> known(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new NoClassDefFoundError(name);
    }
  }

  /** The threads of this JVM; of virtual ones those that the JDK keeps track of. */
  public static Set<Thread> threads() {
    Set<Thread> found = new LinkedHashSet<>();
    if (VirtualThreads.exist()) {
      add(ThreadContainers.root(), found);
    } else {
      addPlatform(found);
    }
    return found;
  }

  private static void addPlatform(Set<Thread> found) {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[Math.min(MAX_THREADS, 2 * root.activeCount())];
    int count = root.enumerate(threads);
    for (int i = 0; i < count; i++) {
      found.add(threads[i]);
    }
  }

  private static void add(ThreadContainer container, Set<Thread> found) {
    Iterator<Thread> threads = container.threads().iterator();
    while (found.size() < MAX_THREADS && threads.hasNext()) {
      found.add(threads.next());
    }
    Iterator<ThreadContainer> children = container.children().iterator();
    while (found.size() < MAX_THREADS && children.hasNext()) {
      add(children.next(), found);
    }
  }

  /**
   * The lock that the thread is parked for; null if it is parked for none whose holder is known.
   */
  public static @Nullable Object lock(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    boolean isQueued =
        blocker instanceof AbstractQueuedSynchronizer
            || blocker instanceof AbstractQueuedLongSynchronizer;
    return blocker != null && isQueued && holder(blocker) != null ? blocker : null;
  }

  /**
   * Who holds the lock now; of those that share one for reading the first that still does. Null if
   * nobody is known to.
   */
  public static @Nullable Thread holder(Object lock) {
    Thread owner = owner(lock);
    return owner == null && READ_WRITE.isInstance(lock)
        ? (Thread) UNSAFE.getReferenceVolatile(lock, FIRST_READER)
        : owner;
  }

  /** Who holds the lock alone. */
  public static @Nullable Thread owner(Object lock) {
    return (Thread) UNSAFE.getReferenceVolatile(lock, OWNER);
  }

  /** The places in the lock's queue in which somebody waits: each wait has one of its own. */
  public static List<Object> queue(Object lock) {
    boolean inLongs = lock instanceof AbstractQueuedLongSynchronizer;
    List<Object> places = new ArrayList<>();
    for (Object node = UNSAFE.getReferenceVolatile(lock, inLongs ? LONG_HEAD : HEAD);
        node != null && places.size() < MAX_WAITERS;
        node = UNSAFE.getReferenceVolatile(node, inLongs ? LONG_NEXT : NEXT)) {
      if (waiter(node) != null) {
        places.add(node);
      }
    }
    return places;
  }

  public static @Nullable Thread waiter(Object place) {
    long offset = LONG_NODE.isInstance(place) ? LONG_WAITER : WAITER;
    return (Thread) UNSAFE.getReferenceVolatile(place, offset);
  }
}
