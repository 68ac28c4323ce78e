package io.pitot.agent.programs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/** What the agent tells of this JVM: a program goes on until it has been told, however slow. */
final class Told implements AutoCloseable {
  static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final RecordingStream stream = new RecordingStream();
  private final CountDownLatch told = new CountDownLatch(1);

  Told(String event, Predicate<RecordedEvent> wanted) {
    stream.onEvent(
        event,
        seen -> {
          if (wanted.test(seen)) {
            told.countDown();
          }
        });
    stream.startAsync();
  }

  /** Returns once the agent writes events: a recording begins some time after a program does. */
  static void awaitAgent() throws InterruptedException {
    try (Told resize = new Told("pitot.MapResize", seen -> true)) {
      long end = System.nanoTime() + LIMIT_NANOS;
      while (!resize.told.await(100, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("the agent tells nothing");
        }
        grow(new HashMap<>());
      }
    }
  }

  static void grow(Map<Integer, Integer> map) {
    for (int i = 0; i < 100_000; i++) {
      map.put(i, i);
    }
  }

  /** Without a word the program ends all the same, and the test says what is missing. */
  void await() throws InterruptedException {
    boolean unused = told.await(LIMIT_NANOS, TimeUnit.NANOSECONDS);
  }

  boolean isTold() {
    return told.getCount() == 0;
  }

  @Override
  public void close() {
    stream.close();
  }
}
