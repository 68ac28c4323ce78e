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
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All threads, virtual ones with them, and the queues of the locks that they wait for. Reads fields
 * only: no thread is stopped for it. For JDK 21 and later, and loaded there only.
 */
public final class LockQueues {
  /** Of more threads the first ones are looked at. */
  private static final int MAX_THREADS = 20_000;

  private static final int MAX_WAITERS = 10_000;

  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final Class<?> VIRTUAL = type("java.lang.BaseVirtualThread");
  private static final Class<?> NODE =
      type("java.util.concurrent.locks.AbstractQueuedSynchronizer$Node");
  private static final long OWNER =
      UNSAFE.objectFieldOffset(AbstractOwnableSynchronizer.class, "exclusiveOwnerThread");
  private static final long HEAD =
      UNSAFE.objectFieldOffset(AbstractQueuedSynchronizer.class, "head");
  private static final long NEXT = UNSAFE.objectFieldOffset(NODE, "next");
  private static final long WAITER = UNSAFE.objectFieldOffset(NODE, "waiter");

  private LockQueues() {}

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new NoClassDefFoundError(name);
    }
  }

  /** The threads of this JVM; of virtual ones those that the JDK keeps track of. */
  public static Set<Thread> threads() {
    Set<Thread> found = new LinkedHashSet<>();
    add(ThreadContainers.root(), found);
    return found;
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

  public static boolean isVirtual(Thread thread) {
    return VIRTUAL.isInstance(thread);
  }

  /** The lock that the thread is parked for; null if it is parked for none that has an owner. */
  public static @Nullable Object lock(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    return blocker instanceof AbstractQueuedSynchronizer && owner(blocker) != null ? blocker : null;
  }

  /** Who holds the lock now; null if nobody does, or several who share it. */
  public static @Nullable Thread owner(Object lock) {
    return (Thread) UNSAFE.getReferenceVolatile(lock, OWNER);
  }

  /** The places in the lock's queue in which somebody waits: each wait has one of its own. */
  public static List<Object> queue(Object lock) {
    List<Object> places = new ArrayList<>();
    for (Object node = UNSAFE.getReferenceVolatile(lock, HEAD);
        node != null && places.size() < MAX_WAITERS;
        node = UNSAFE.getReferenceVolatile(node, NEXT)) {
      if (waiter(node) != null) {
        places.add(node);
      }
    }
    return places;
  }

  public static @Nullable Thread waiter(Object place) {
    return (Thread) UNSAFE.getReferenceVolatile(place, WAITER);
  }
}
