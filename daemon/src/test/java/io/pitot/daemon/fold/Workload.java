package io.pitot.daemon.fold;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Makes every event that profile types are made of, until standard input ends. */
public final class Workload {
  private static final Map<Integer, Object> TABLE = new HashMap<>();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final AtomicLong RESULT = new AtomicLong();

  private Workload() {}

  public static void main(String[] args) throws Exception {
    for (int i = 0; i < 2; i++) {
      daemon("monitor", Workload::enterMonitor);
      daemon("lock", Workload::takeLock);
    }
    daemon("burn", Workload::burn);
    daemon("recurse", () -> recurse(100));
    daemon("wander", Workload::wander);
    daemon("parkOnNothing", () -> LockSupport.parkNanos(2_000_000));
    daemon("maps", Workload::reportMaps);
    System.out.println("ready");
    while (System.in.read() >= 0) {}
  }

  private static void daemon(String name, Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                step.run();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void enterMonitor() {
    synchronized (TABLE) {
      TABLE.put(TABLE.size() % 1_000, new int[100]);
      burnNanos(3_000_000);
    }
    LockSupport.parkNanos(100_000);
  }

  private static void takeLock() {
    LOCK.lock();
    try {
      burnNanos(3_000_000);
    } finally {
      LOCK.unlock();
    }
    LockSupport.parkNanos(100_000);
  }

  /** As the agent would. */
  private static void reportMaps() {
    AgentEvents.MapContention contention = new AgentEvents.MapContention();
    contention.mapId = 7;
    contention.mapClass = ConcurrentHashMap.class.getName();
    contention.operation = "merge";
    contention.cause = "bin_lock";
    contention.begin();
    burnNanos(200_000);
    contention.commit();
    AgentEvents.MapResize resize = new AgentEvents.MapResize();
    resize.mapId = 8;
    resize.mapClass = RESULT.get() % 2 == 0 ? HashMap.class.getName() : "";
    resize.oldCapacity = 1024;
    resize.newCapacity = 2048;
    resize.begin();
    burnNanos(100_000);
    resize.commit();
    LockSupport.parkNanos(3_000_000);
  }

  private static void burn() {
    burnNanos(5_000_000);
    LockSupport.parkNanos(1_000_000);
  }

  /** Deeper than the depth to which stacks are recorded by default, which is 64. */
  private static void recurse(int depth) {
    if (depth > 0) {
      recurse(depth - 1);
    } else {
      burnNanos(2_000_000);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** Walks a random path, so that there are thousands of distinct stacks. */
  private static void wander() {
    left(ThreadLocalRandom.current().nextInt(1 << 12), 12);
  }

  private static void left(int path, int depth) {
    step(path, depth);
  }

  private static void right(int path, int depth) {
    step(path, depth);
  }

  private static void step(int path, int depth) {
    if (depth == 0) {
      allocate();
    } else if ((path & 1) == 0) {
      left(path >> 1, depth - 1);
    } else {
      right(path >> 1, depth - 1);
    }
  }

  private static void allocate() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append(new byte[100].length).append(new String[10][3].length);
    }
    RESULT.addAndGet(text.length());
    LockSupport.parkNanos(1_000_000);
  }

  private static void burnNanos(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
