package io.pitot.agent.programs;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Maps that pass from thread to thread and are never in two hands at once. */
public final class HandedOver {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int ENTRIES = 300;
  private static final List<Supplier<Map<Object, Object>>> KINDS =
      List.of(
          HashMap::new,
          LinkedHashMap::new,
          () -> new LinkedHashMap<>(16, 0.75f, true),
          TreeMap::new,
          IdentityHashMap::new,
          WeakHashMap::new);

  private final long endNanos = System.nanoTime() + NANOS;
  private final List<Thread> threads = new ArrayList<>();

  /** What a thread does until it is interrupted or the time is over. */
  private interface Work {
    void once() throws Exception;
  }

  private HandedOver() {}

  public static void main(String[] arguments) throws InterruptedException {
    HandedOver all = new HandedOver();
    for (Supplier<Map<Object, Object>> kind : KINDS) {
      all.throughQueue(kind);
      all.underSemaphore(kind.get());
      all.underSpinLock(kind.get());
      all.inTurns(kind.get());
      all.publishedOnce(kind);
      all.iteratedUnderLock(Collections.synchronizedMap(kind.get()));
    }
    all.exchanged();
    all.throughFutures();
    all.cleanedUp();
    for (Thread thread : all.threads) {
      thread.join(2 * NANOS / 1_000_000);
    }
    System.out.println("done");
    System.exit(0);
  }

  private void throughQueue(Supplier<Map<Object, Object>> kind) {
    BlockingQueue<Map<Object, Object>> queue = new ArrayBlockingQueue<>(2);
    start(
        () -> {
          Map<Object, Object> made = kind.get();
          change(made);
          queue.put(made);
        });
    start(() -> change(queue.take()));
  }

  private void underSemaphore(Map<Object, Object> map) {
    Semaphore one = new Semaphore(1);
    for (int i = 0; i < 2; i++) {
      start(
          () -> {
            one.acquire();
            try {
              change(map);
            } finally {
              one.release();
            }
          });
    }
  }

  private void underSpinLock(Map<Object, Object> map) {
    AtomicBoolean taken = new AtomicBoolean();
    for (int i = 0; i < 2; i++) {
      start(
          () -> {
            while (!taken.compareAndSet(false, true)) {
              Thread.onSpinWait();
            }
            try {
              change(map);
            } finally {
              taken.set(false);
            }
          });
    }
  }

  /** One changes while the other waits. */
  private void inTurns(Map<Object, Object> map) {
    CyclicBarrier turn = new CyclicBarrier(2);
    for (int i = 0; i < 2; i++) {
      boolean first = i == 0;
      start(
          () -> {
            if (first) {
              change(map);
            }
            turn.await();
            if (!first) {
              change(map);
            }
            turn.await();
          });
    }
  }

  private void publishedOnce(Supplier<Map<Object, Object>> kind) {
    AtomicReference<Map<Object, Object>> current = new AtomicReference<>(kind.get());
    start(
        () -> {
          Map<Object, Object> next = kind.get();
          change(next);
          current.set(next);
        });
    for (int i = 0; i < 2; i++) {
      start(
          () -> {
            // A get moves the entry in an access-ordered map: that one is only iterated over.
            for (Object key : Objects.requireNonNull(current.get()).keySet()) {
              if (key.equals(ENTRIES)) {
                throw new IllegalStateException("never put");
              }
            }
          });
    }
  }

  private void iteratedUnderLock(Map<Object, Object> map) {
    start(() -> change(map));
    start(
        () -> {
          synchronized (map) {
            map.forEach((key, value) -> {});
            map.values().removeIf(value -> value.equals(1));
          }
        });
  }

  private void exchanged() {
    Exchanger<Set<Object>> exchanger = new Exchanger<>();
    for (int i = 0; i < 2; i++) {
      AtomicReference<Set<Object>> mine = new AtomicReference<>(new HashSet<>());
      start(
          () -> {
            Set<Object> set = Objects.requireNonNull(mine.get());
            for (int key = 0; key < ENTRIES; key++) {
              set.add(key);
            }
            set.clear();
            mine.set(exchanger.exchange(set));
          });
    }
  }

  private void throughFutures() {
    start(
        () -> {
          Map<Object, Object> map = new HashMap<>();
          CompletableFuture.runAsync(() -> change(map))
              .thenRunAsync(() -> change(map))
              .thenRun(() -> change(map))
              .get();
          change(map);
        });
  }

  /** What nobody reaches any more belongs to the thread that cleans up. */
  private void cleanedUp() {
    Cleaner cleaner = Cleaner.create();
    start(
        () -> {
          Map<Object, Object> map = new HashMap<>();
          change(map);
          Object owner = new Object();
          try {
            cleaner.register(owner, () -> change(map));
            change(map);
          } finally {
            Reference.reachabilityFence(owner);
          }
        });
    start(System::gc);
  }

  private static void change(Map<Object, Object> map) {
    for (int key = 0; key < ENTRIES; key++) {
      map.put(key, key);
      map.get(key / 2);
    }
    for (int key = 0; key < ENTRIES; key += 2) {
      map.remove(key);
    }
  }

  private void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.nanoTime() - endNanos < 0) {
                  work.once();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }
}
