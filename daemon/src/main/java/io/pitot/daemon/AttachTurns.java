package io.pitot.daemon;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talks to JVMs on a few threads: to each with one at a time, in the order asked, for an attach may
 * take a minute. What comes of a talk returns to the watching thread, which alone may ask.
 *
 * @param <K> what stands for a JVM
 */
final class AttachTurns<K> {
  private static final Logger log = LoggerFactory.getLogger(AttachTurns.class);

  /** One that does not answer holds its thread for two minutes, and others are to go on. */
  private static final int THREADS = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Executor watching;
  private final ExecutorService threads;

  /** The newest talk with each JVM, until what came of it was heard. */
  private final Map<K, CompletableFuture<?>> newest = new HashMap<>();

  AttachTurns(Executor watching) {
    this.watching = watching;
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            THREADS, task -> new Thread(task, "pitot-attach-" + number.incrementAndGet()));
  }

  /**
   * Has a talk when all earlier ones with the same JVM are over.
   *
   * @param then hears what came of it, or the error, on the watching thread
   */
  <T> void talk(K jvm, Supplier<T> talk, BiConsumer<@Nullable T, @Nullable Throwable> then) {
    if (threads.isShutdown()) {
      return;
    }
    newest.values().removeIf(CompletableFuture::isDone);
    CompletableFuture<?> before = newest.getOrDefault(jvm, CompletableFuture.completedFuture(true));
    CompletableFuture<Boolean> told =
        before
            .handleAsync((earlier, error) -> talk.get(), threads)
            .handleAsync(
                (outcome, error) -> {
                  then.accept(outcome, error);
                  return true;
                },
                watching)
            .whenComplete((done, bug) -> logUnlessEnding(bug));
    newest.put(jvm, told);
  }

  private void logUnlessEnding(@Nullable Throwable bug) {
    if (bug != null && !threads.isShutdown()) {
      log.error("Watching JVMs failed; it goes on", bug);
    }
  }

  /** Waits for the talks that go on; no further ones begin. */
  void end() throws InterruptedException {
    threads.shutdown();
    await(threads);
  }

  static void await(ExecutorService executor) throws InterruptedException {
    if (!executor.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      log.warn("A JVM does not answer; the daemon stops without waiting for it");
    }
  }
}
