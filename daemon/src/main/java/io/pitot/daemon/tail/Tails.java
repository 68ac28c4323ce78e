package io.pitot.daemon.tail;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all targets in turn on one thread, which owns every {@link Tail}. */
public final class Tails implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tails.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "pitot-tail"));

  private final List<Tail> tails = new ArrayList<>();

  /** Those whose last attempt failed: a person is told once. */
  private final Set<Tail> troubled = new HashSet<>();

  private volatile long lastPollNanos = System.nanoTime();

  public Tails(Duration pollInterval) {
    long millis = pollInterval.toMillis();
    var unused = loop.scheduleWithFixedDelay(this::pollAll, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** Reads the target until it ends or {@link #finish} is called. */
  public void follow(Tail tail) {
    loop.execute(() -> tails.add(tail));
  }

  /** How long ago it last began to read. */
  public long idleNanos() {
    return System.nanoTime() - lastPollNanos;
  }

  /** Hands on all of a recording that was stopped; waits for it. */
  public void finish(Tail tail) throws InterruptedException {
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              if (tails.remove(tail)) {
                attempt(tail, tail::finish);
              }
            },
            loop);
    try {
      done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("Process {} was not read to its end: {}", tail.target().pid(), e.toString());
    }
  }

  /** Stops reading. What was handed on stays so; the rest is the next daemon's. */
  @Override
  public void close() {
    loop.execute(() -> tails.forEach(tail -> attempt(tail, tail::leave)));
    loop.shutdown();
    try {
      if (!loop.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("Reading does not end; the daemon stops without waiting for it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void pollAll() {
    lastPollNanos = System.nanoTime();
    for (Iterator<Tail> each = tails.iterator(); each.hasNext(); ) {
      Tail tail = each.next();
      attempt(tail, tail::poll);
      if (tail.status().phase().isOver()) {
        each.remove();
        troubled.remove(tail);
      }
    }
  }

  /** One target's trouble is not that of the others. */
  private void attempt(Tail tail, Step step) {
    int pid = tail.target().pid();
    try {
      step.run();
      if (troubled.remove(tail)) {
        log.info("Process {} is read again", pid);
      }
    } catch (IOException e) {
      if (troubled.add(tail)) {
        log.warn("Process {} is not read at the moment: {}", pid, e.toString());
      }
    } catch (RuntimeException e) {
      log.error("Process {} is not read any more", pid, e);
      tail.fail();
    }
  }
}
