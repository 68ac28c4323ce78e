package io.pitot.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class AttachTurnsTest {
  private static final int JVMS = 3;
  private static final int TALKS = 300;

  @Test
  void noJvmIsTalkedWithTwiceAtOnceAndEachInTheOrderAsked() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ExecutorService watching = Executors.newSingleThreadExecutor();
    AttachTurns<Integer> turns = new AttachTurns<>(watching);
    Map<Integer, AtomicInteger> going = new ConcurrentHashMap<>();
    Map<Integer, List<Integer>> heard = new ConcurrentHashMap<>();
    Map<Integer, List<Integer>> asked = new ConcurrentHashMap<>();
    AtomicInteger atOnce = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(TALKS);
    // Two JVMs are talked with at once, or this never ends.
    CountDownLatch both = new CountDownLatch(2);
    for (int jvm = 0; jvm < 2; jvm++) {
      int which = jvm;
      watching.execute(() -> turns.talk(which, () -> meet(both), (met, error) -> {}));
    }
    for (int i = 0; i < TALKS; i++) {
      int number = i;
      int jvm = random.nextInt(JVMS);
      asked.computeIfAbsent(jvm, key -> new ArrayList<>()).add(number);
      watching.execute(
          () ->
              turns.talk(
                  jvm,
                  () -> {
                    AtomicInteger here = going.computeIfAbsent(jvm, key -> new AtomicInteger());
                    atOnce.accumulateAndGet(here.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(1_000);
                    here.decrementAndGet();
                    if (number % 7 == 0) {
                      throw new IllegalStateException("a talk that fails");
                    }
                    return number;
                  },
                  (answer, error) -> {
                    assertEquals(number % 7 == 0, error != null);
                    heard.computeIfAbsent(jvm, key -> new ArrayList<>()).add(number);
                    over.countDown();
                  }));
    }
    assertTrue(over.await(5, TimeUnit.MINUTES), "seed " + seed);
    turns.end();
    watching.shutdown();
    assertEquals(1, atOnce.get());
    assertEquals(asked, heard);
  }

  private static boolean meet(CountDownLatch both) {
    both.countDown();
    try {
      return both.await(5, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
