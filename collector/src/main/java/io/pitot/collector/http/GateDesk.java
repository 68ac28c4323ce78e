package io.pitot.collector.http;

import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.GateAnswer;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.store.StoreUnavailableException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the gate's questions in the time that a rollout tool waits. A few are worked on at once
 * and a few wait; what took too long is answered as inconclusive and given up.
 */
final class GateDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GateDesk.class);
  private static final int AT_ONCE = 2;
  private static final int WAITING = 16;
  private static final int MAX_TYPES = 16;

  private final Gate gate;
  private final GatePolicy policy;
  private final ThreadPoolExecutor workers;

  GateDesk(Gate gate, GatePolicy policy) {
    this.gate = gate;
    this.policy = policy;
    this.workers =
        new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            work -> new Thread(work, "pitot-gate"));
    workers.allowCoreThreadTimeOut(true);
  }

  /** The collector's own policy. */
  GatePolicy policy() {
    return policy;
  }

  GateJson answer(Gate.Question question, GatePolicy by, long limitSeconds) {
    if (question.types().size() > MAX_TYPES) {
      throw new InvalidQueryException(
          "%s types are asked for, at most %s are compared at once"
              .formatted(question.types().size(), MAX_TYPES));
    }
    Future<GateAnswer> work = submit(question, by);
    try {
      return GateJson.of(question, work.get(limitSeconds, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      work.cancel(true);
      return GateJson.tooLate(question, limitSeconds);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the comparison failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("the collector is shutting down");
    }
  }

  private Future<GateAnswer> submit(Gate.Question question, GatePolicy by) {
    try {
      return workers.submit(() -> gate.ask(question, by));
    } catch (RejectedExecutionException e) {
      throw new StoreUnavailableException(
          "%s comparisons are waiting already: ask again later".formatted(WAITING), e);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(30, TimeUnit.SECONDS)) {
        log.warn("A comparison goes on although the collector stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
