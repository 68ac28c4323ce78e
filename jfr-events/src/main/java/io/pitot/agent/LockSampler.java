package io.pitot.agent;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds locks for which threads have been waiting for more than 10 ms, while they do. The look over
 * all threads needs no safepoint; a stack is taken of each such lock's holder only.
 */
final class LockSampler {
  private static final long REGULAR_NANOS = 250_000_000;
  private static final long CONFIRM_NANOS = 15_000_000;
  private static final long LONG_WAIT_NANOS = 10_000_000;

  /** A look is followed by at least this many times its own length without one. */
  private static final int REST = 100;

  private static final long MAX_REST_NANOS = 1_000_000_000;

  private static final int MAX_LOCKS = 16;

  /** Of so many locks stacks are taken at one look to tell of their load. */
  private static final int MAX_SCENES = 2;

  /** Of so many virtual threads that wait for monitors stacks are taken at one look. */
  private static final int MAX_BLOCKED = 8;

  private static final int MAX_FRAMES = 64;

  private static final int MAX_KNOWN = 1_000;

  /** Searches that ran out of time are repeated, but not for ever. */
  private static final int MOST_LATE_SEARCHES = 20;

  record Held(
      long lockId,
      String lockClass,
      String holderThread,
      String holderStack,
      int waiters,
      long longestWaitNanos,
      long waitNanos,
      long mapId,
      String mapClass) {}

  /** One wait of one thread: it ends when the thread's counts of waits change. */
  private record Waiting(int lock, long blocked, long waited, long sinceNanos) {}

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final SiteSearch siteSearch;
  private final MapRegistry registry;

  /** The ids of maps that are locks, by identity; 0 where the map was not found. */
  private final Map<Integer, Long> mapIds = new HashMap<>();

  private int lateSearches;

  private final QueuedLocks queuedLocks = new QueuedLocks();

  private Map<Long, Waiting> waiting = new HashMap<>();
  private final LockLoads loads = new LockLoads();
  private long nextNanos = System.nanoTime();

  /** Looks before it come because something was seen: they tell nothing of the time between. */
  private long nextRegularNanos = nextNanos;

  LockSampler(SiteSearch siteSearch, MapRegistry registry) {
    this.siteSearch = siteSearch;
    this.registry = registry;
  }

  /** Looks, if it is time to. */
  List<Held> look() {
    long begun = System.nanoTime();
    if (begun - nextNanos < 0) {
      return List.of();
    }
    long begunCpu = threads.getCurrentThreadCpuTime();
    Map<Integer, List<ThreadInfo>> byLock = waiters();
    List<Held> held = new ArrayList<>();
    boolean isRegular = begun - nextRegularNanos >= 0;
    if (isRegular) {
      nextRegularNanos = begun + REGULAR_NANOS;
      loads.looked();
    }
    boolean unconfirmed = queues(byLock, held, begun, isRegular);
    unconfirmed |= remember(byLock, begun);
    if (isRegular) {
      load(queuedLocks.blocked());
    }
    int scenes = 0;
    for (List<ThreadInfo> waiters : byLock.values()) {
      if (isRegular && load(waiters, scenes < MAX_SCENES)) {
        scenes++;
      }
      if (held.size() < MAX_LOCKS && longest(waiters, begun) >= LONG_WAIT_NANOS) {
        Held lock = describe(waiters, begun);
        if (lock != null) {
          held.add(lock);
        }
      }
    }
    // The processor's time, not the clock's: on a machine that is too busy for the agent, too, the
    // look is not what costs. The first look loads classes, and would keep it away for long.
    long cost = Math.min(MAX_REST_NANOS, (threads.getCurrentThreadCpuTime() - begunCpu) * REST);
    nextNanos =
        begun + Math.max(held.isEmpty() && unconfirmed ? CONFIRM_NANOS : REGULAR_NANOS, cost);
    return held;
  }

  /** How many threads waited since the last call. */
  List<LockLoads.Load> takeLoads() {
    return loads.take(System.nanoTime());
  }

  /**
   * Counts those that wait for a lock.
   *
   * @return whether stacks were taken for it
   */
  private boolean load(List<ThreadInfo> waiters, boolean mayLook) {
    ThreadInfo first = waiters.get(0);
    LockInfo lock = first.getLockInfo();
    if (lock == null
        || !loads.add(lock.getIdentityHashCode(), lock.getClassName(), waiters.size())
        || !mayLook) {
      return false;
    }
    // Both at one safepoint: what the holder does then is what the other one waits for.
    ThreadInfo[] both =
        threads.getThreadInfo(new long[] {first.getThreadId(), first.getLockOwnerId()}, MAX_FRAMES);
    if (both[0] != null
        && both[1] != null
        && both[0].getLockOwnerId() == both[1].getThreadId()
        && both[0].getLockInfo() != null
        && both[0].getLockInfo().getIdentityHashCode() == lock.getIdentityHashCode()) {
      loads.add(
          lock.getIdentityHashCode(),
          scene(both[1].getThreadName(), both[1].getStackTrace(), both[0].getStackTrace()));
    }
    return true;
  }

  private static LockLoads.Scene scene(
      String holder, StackTraceElement[] holding, StackTraceElement[] waiting) {
    String mapClass = mapUnder(waiting);
    return new LockLoads.Scene(
        holder,
        Stack.text(holding),
        Stack.text(waiting),
        mapClass.isEmpty() ? mapUnder(holding) : mapClass);
  }

  private void load(QueuedLocks.Queue queue, int lockId) {
    if (loads.add(lockId, queue.lock().getClass().getName(), queue.sinceNanos().size())) {
      LockLoads.Scene scene =
          scene(RaceReports.name(queue.holder()), stack(queue.holder()), stack(queue.waiter()));
      if (queue.isStill()) {
        loads.add(lockId, scene);
      }
    }
  }

  /**
   * Counts virtual threads that wait for monitors, by the method that they wait in: nothing tells
   * which monitors those are. Where there are many, some stand for all.
   */
  private void load(List<Thread> blocked) {
    int stacks = Math.min(MAX_BLOCKED, blocked.size());
    for (int i = 0; i < stacks; i++) {
      int from = i * blocked.size() / stacks;
      int to = (i + 1) * blocked.size() / stacks;
      Thread thread = blocked.get(from);
      StackTraceElement[] stack = stack(thread);
      if (stack.length > 0 && thread.getState() == Thread.State.BLOCKED) {
        String place = stack[0].getClassName() + "." + stack[0].getMethodName();
        if (loads.add(place.hashCode(), stack[0].getClassName(), to - from)) {
          loads.add(place.hashCode(), scene("", new StackTraceElement[0], stack));
        }
      }
    }
  }

  private static StackTraceElement[] stack(Thread thread) {
    StackTraceElement[] all = thread.getStackTrace();
    return Arrays.copyOf(all, Math.min(MAX_FRAMES, all.length));
  }

  /**
   * Adds the locks that only their queues tell of and that are held too long, and takes them from
   * the others.
   *
   * @return whether there are waits that were not seen before
   */
  private boolean queues(
      Map<Integer, List<ThreadInfo>> byLock, List<Held> held, long now, boolean isRegular) {
    for (QueuedLocks.Queue queue : queuedLocks.look(now)) {
      int lockId = System.identityHashCode(queue.lock());
      byLock.remove(lockId);
      if (isRegular) {
        load(queue, lockId);
      }
      long longest = 0;
      long sum = 0;
      for (long sinceNanos : queue.sinceNanos()) {
        longest = Math.max(longest, now - sinceNanos);
        sum += now - sinceNanos;
      }
      if (longest >= LONG_WAIT_NANOS && held.size() < MAX_LOCKS) {
        StackTraceElement[] stack = stack(queue.holder());
        held.add(
            new Held(
                lockId,
                queue.lock().getClass().getName(),
                RaceReports.name(queue.holder()),
                Stack.text(stack),
                queue.sinceNanos().size(),
                longest,
                sum,
                0,
                mapUnder(stack)));
      }
    }
    return queuedLocks.isNew();
  }

  private Map<Integer, List<ThreadInfo>> waiters() {
    Map<Integer, List<ThreadInfo>> byLock = new HashMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getLockOwnerId() >= 0 && thread.getLockInfo() != null) {
        byLock
            .computeIfAbsent(thread.getLockInfo().getIdentityHashCode(), lock -> new ArrayList<>())
            .add(thread);
      }
    }
    return byLock;
  }

  /** Whether there are waits that were not seen before. */
  private boolean remember(Map<Integer, List<ThreadInfo>> byLock, long now) {
    Map<Long, Waiting> seen = new HashMap<>();
    boolean isNew = false;
    for (Map.Entry<Integer, List<ThreadInfo>> lock : byLock.entrySet()) {
      for (ThreadInfo thread : lock.getValue()) {
        Waiting before = waiting.get(thread.getThreadId());
        Waiting current =
            new Waiting(
                lock.getKey(),
                thread.getBlockedCount(),
                thread.getWaitedCount(),
                before == null ? now : before.sinceNanos);
        if (before == null || !before.equals(current)) {
          current = new Waiting(current.lock, current.blocked, current.waited, now);
          isNew = true;
        }
        seen.put(thread.getThreadId(), current);
      }
    }
    waiting = seen;
    return isNew;
  }

  private long waitNanos(ThreadInfo thread, long now) {
    Waiting wait = waiting.get(thread.getThreadId());
    return wait == null ? 0 : now - wait.sinceNanos;
  }

  private long longest(List<ThreadInfo> waiters, long now) {
    long longest = 0;
    for (ThreadInfo thread : waiters) {
      longest = Math.max(longest, waitNanos(thread, now));
    }
    return longest;
  }

  private @Nullable Held describe(List<ThreadInfo> waiters, long now) {
    ThreadInfo first = waiters.get(0);
    LockInfo lock = first.getLockInfo();
    ThreadInfo holder = threads.getThreadInfo(first.getLockOwnerId(), MAX_FRAMES);
    if (holder == null || lock == null) {
      return null;
    }
    long sum = 0;
    for (ThreadInfo thread : waiters) {
      sum += waitNanos(thread, now);
    }
    String lockClass = lock.getClassName();
    boolean isMap = isMap(lockClass);
    String mapClass = isMap ? lockClass : mapUnder(holder.getStackTrace());
    return new Held(
        lock.getIdentityHashCode(),
        lockClass,
        holder.getThreadName(),
        Stack.text(holder.getStackTrace()),
        waiters.size(),
        longest(waiters, now),
        sum,
        isMap ? mapId(lock) : 0,
        mapClass);
  }

  private long mapId(LockInfo lock) {
    if (mapIds.size() >= MAX_KNOWN) {
      mapIds.clear();
    }
    int identityHash = lock.getIdentityHashCode();
    Long known = mapIds.get(identityHash);
    if (known != null) {
      return known;
    }
    Object map = siteSearch.findLock(lock.getClassName(), identityHash);
    if (map == null && siteSearch.wasLate() && lateSearches++ < MOST_LATE_SEARCHES) {
      return 0;
    }
    MapRecord record = map == null ? null : registry.found(map);
    long id = record == null ? 0 : record.id;
    mapIds.put(identityHash, id);
    return id;
  }

  private static boolean isMap(String className) {
    return className.startsWith("java.util.")
        && !className.startsWith("java.util.concurrent.locks.")
        && (className.endsWith("Map") || className.equals("java.util.Hashtable"));
  }

  /** The map in whose method the holder is; empty when it is in none. */
  private static String mapUnder(StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      String name = frame.getClassName();
      int nested = name.indexOf('$');
      String owner = nested < 0 || isMap(name) ? name : name.substring(0, nested);
      if (isMap(owner)) {
        return owner;
      }
    }
    return "";
  }
}
