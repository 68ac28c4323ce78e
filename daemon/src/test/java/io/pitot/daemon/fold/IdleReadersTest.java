package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.daemon.fold.WindowWaits.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers of a queue and borrowers of a pool whose stacks are alike: only time tells them apart.
 */
class IdleReadersTest {
  private static final String QUEUE =
      "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject";

  private static final Stack STACK =
      new Stack("a.Loop.run", "b.Stage.deliver", "java.util.concurrent.LinkedBlockingQueue.take")
          .plusLeaf(QUEUE);

  private static final long MILLI = 1_000_000;
  private static final long WINDOW = 10_000 * MILLI;
  private static final int THREADS = 8;

  /** Jobs come at random times; whoever is free takes the next one. */
  @ParameterizedTest
  @ValueSource(ints = {5, 20, 40})
  void workersAreIdleAtTheSameTimeNowAndThen(int percentBusy) {
    long work = 10 * MILLI;
    Random random = new Random(percentBusy);
    long[] freeAt = new long[THREADS];
    List<Named> waits = new ArrayList<>();
    long at = 0;
    while (at < WINDOW) {
      at += (long) (-Math.log(1 - random.nextDouble()) * work * 100 / percentBusy / THREADS);
      int first = earliest(freeAt);
      if (freeAt[first] < at) {
        waits.add(wait(first, freeAt[first], at));
      }
      freeAt[first] = Math.max(at, freeAt[first]) + work;
    }

    assertKinds(WaitKind.QUEUE, waits);
  }

  /** Each thread uses what it has got, gives it back and comes again a little later. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void borrowersNeverAllWait(int lentOut) {
    Random random = new Random(lentOut);
    long[] comesAt = new long[THREADS];
    long[] backAt = new long[lentOut];
    List<Named> waits = new ArrayList<>();
    while (true) {
      int first = earliest(comesAt);
      int next = earliest(backAt);
      if (comesAt[first] >= WINDOW) {
        break;
      }
      long had = Math.max(comesAt[first], backAt[next]);
      if (had > comesAt[first]) {
        waits.add(wait(first, comesAt[first], had));
      }
      backAt[next] = had + 10 * MILLI;
      comesAt[first] = backAt[next] + random.nextInt(3) * MILLI;
    }

    assertKinds(WaitKind.POOL, waits);
  }

  /** All wait at once then, but each goes away when its time is over. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10, 40})
  void borrowersOfAPoolThatWasLeakedGoAwayInVain(int awayMillis) {
    List<Named> waits = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      for (long at = thread * MILLI; at < WINDOW; at += (500 + awayMillis) * MILLI) {
        waits.add(wait(WaitKind.POOL_OR_QUEUE, thread, at, at + 500 * MILLI, true));
      }
    }
    // Who is back at once may as well read a queue, and it takes two to want what one has.
    assertKinds(awayMillis == 0 ? WaitKind.QUEUE : WaitKind.POOL, waits);
    waits.removeIf(wait -> wait.threadId() > 0);
    assertKinds(WaitKind.QUEUE, waits);
  }

  /** Where there are more requests than threads, each is back at once with the next one. */
  @Test
  void whoAnswersRequestsWasCalled() {
    Stack answering =
        new Stack(
                "sun.net.httpserver.ServerImpl$Exchange.run",
                "b.Kitchen.oven",
                "java.util.concurrent.LinkedBlockingQueue.poll")
            .plusLeaf(QUEUE);
    List<Named> waits = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      for (long at = thread * MILLI; at < WINDOW; at += 501 * MILLI) {
        waits.add(wait(answering, WaitKind.POOL_OR_QUEUE, thread, at, at + 500 * MILLI, true));
      }
    }
    assertKinds(WaitKind.POOL, waits);
    waits.removeIf(wait -> wait.threadId() > 0);
    assertKinds(WaitKind.QUEUE, waits);
  }

  /** Whoever gets something works on it for a while, which tells nothing. */
  @ParameterizedTest
  @EnumSource(names = {"POOL_OR_QUEUE", "QUEUE_OR_POOL"})
  void workersThatWereGivenSomethingAreAwayAsWell(WaitKind guess) {
    List<Named> waits = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      for (long at = thread * MILLI; at < WINDOW; at += 540 * MILLI) {
        waits.add(wait(guess, thread, at, at + 500 * MILLI, false));
      }
    }
    assertKinds(WaitKind.QUEUE, waits);
  }

  /** A task that an executor runs ends, a loop does not. */
  @ParameterizedTest
  @EnumSource(names = {"POOL_OR_QUEUE", "QUEUE_OR_POOL"})
  void whoIsIdleInAnExecutorBetweenWasCalled(WaitKind guess) {
    List<Named> waits = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      for (long at = thread * MILLI; at < WINDOW; at += 200 * MILLI) {
        waits.add(wait(guess, thread, at, at + 100 * MILLI, false));
        waits.add(wait(WaitKind.IDLE, thread, at + 110 * MILLI, at + 190 * MILLI, false));
      }
    }
    IdleReaders readers = IdleReaders.among(waits);
    for (Named wait : waits) {
      WaitKind expected = wait.kind() == guess ? WaitKind.POOL : WaitKind.IDLE;
      assertEquals(expected, readers.resolve(wait).kind());
    }
  }

  private static int earliest(long[] times) {
    int earliest = 0;
    for (int i = 1; i < times.length; i++) {
      earliest = times[i] < times[earliest] ? i : earliest;
    }
    return earliest;
  }

  private static Named wait(int thread, long fromNanos, long toNanos) {
    return wait(WaitKind.POOL_OR_QUEUE, thread, fromNanos, toNanos, false);
  }

  private static Named wait(
      WaitKind kind, int thread, long fromNanos, long toNanos, boolean timedOut) {
    return wait(STACK, kind, thread, fromNanos, toNanos, timedOut);
  }

  private static Named wait(
      Stack stack, WaitKind kind, int thread, long fromNanos, long toNanos, boolean timedOut) {
    return new Named(
        kind,
        QUEUE,
        stack,
        "t" + thread,
        thread,
        "",
        fromNanos,
        toNanos,
        fromNanos,
        toNanos - fromNanos,
        0,
        timedOut,
        null);
  }

  private static void assertKinds(WaitKind expected, List<Named> waits) {
    IdleReaders readers = IdleReaders.among(waits);
    for (Named wait : waits) {
      assertEquals(expected, readers.resolve(wait).kind());
    }
    assertEquals(waits.size(), waits.stream().distinct().count());
  }
}
