package io.pitot.benchmarks.store;

import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.ToDaemon;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one daemon sends. As a daemon does, it holds on to each window until that is acknowledged,
 * sends no more than the connection takes, waits a while when it is told to come again later or
 * thrown out, longer each time, and then sends again. The windows are encoded already, so that the
 * load costs little beside what is loaded.
 */
final class WindowStream implements AutoCloseable, WindowConnection.Listener {
  private static final int LIMIT_SECONDS = 120;

  /** As a daemon has them. */
  private static final int FIRST_PAUSE_MILLIS = 500;

  private static final int LONGEST_PAUSE_MILLIS = 15_000;

  private final int port;
  private final boolean isCompressed;

  /** What is not acknowledged, by number. */
  private final Map<Long, WindowMessage> spool = new HashMap<>();

  /** Of these what is not under way. */
  private final TreeMap<Long, WindowMessage> toSend = new TreeMap<>();

  private @Nullable WindowConnection connection;
  private @Nullable String lastEnd;
  private @Nullable String failure;
  private int mostUnanswered;
  private int unanswered;
  private boolean isResting;
  private boolean isClosed;
  private int pauseMillis = FIRST_PAUSE_MILLIS;
  private long lastSequence;
  private int acknowledged;
  private int sentAgain;
  private int timesEnded;

  /**
   * @param isCompressed whether the windows that are sent are {@link WindowMessage#compressed}
   */
  WindowStream(int port, boolean isCompressed) {
    this.port = port;
    this.isCompressed = isCompressed;
    connect();
  }

  /** Sends a window as soon as that is possible. */
  synchronized void add(byte[] window, long startSeconds) throws IOException {
    long sequence = ++lastSequence;
    WindowMessage batch = WindowMessage.batch(window, isCompressed, sequence, startSeconds);
    spool.put(sequence, batch);
    toSend.put(sequence, batch);
    send();
  }

  /** Whether all that was added is at least under way. */
  synchronized boolean isAllSent() {
    return toSend.isEmpty();
  }

  synchronized int acknowledged() {
    return acknowledged;
  }

  /** How many windows the collector had no room for at first. */
  synchronized int sentAgain() {
    return sentAgain;
  }

  /** How often the collector ended the stream. */
  synchronized int timesEnded() {
    return timesEnded;
  }

  /** Returns when all is acknowledged. */
  synchronized void await() throws IOException {
    long startNanos = System.nanoTime();
    while (!spool.isEmpty()) {
      if (failure != null) {
        throw new IOException("a window was refused for ever: " + failure);
      }
      if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new IOException(
            "%d windows were not acknowledged within %d s; the stream ended %d times, last by %s"
                .formatted(spool.size(), LIMIT_SECONDS, timesEnded, lastEnd));
      }
      try {
        wait(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public synchronized void answered(WindowConnection by, ToDaemon answer) {
    if (answer.hasAck()) {
      acknowledged(by, answer.getAck().getSequence());
    } else if (by == connection && answer.hasWelcome()) {
      mostUnanswered = answer.getWelcome().getMaxUnansweredBatches();
    } else if (by == connection && answer.hasRefusal()) {
      refused(answer.getRefusal());
    }
    send();
  }

  @Override
  public void ready() {
    send();
  }

  @Override
  public synchronized void ended(WindowConnection which, String why) {
    which.close();
    if (which == connection && !isClosed) {
      connection = null;
      mostUnanswered = 0;
      unanswered = 0;
      timesEnded++;
      lastEnd = why;
      sentAgain += spool.size() - toSend.size();
      toSend.putAll(spool);
      later(this::connect);
    }
  }

  private synchronized void connect() {
    if (isClosed) {
      return;
    }
    WindowConnection opened = new WindowConnection(port, isCompressed, this);
    connection = opened;
    opened.open();
    try {
      opened.send(WindowMessage.hello(isCompressed));
    } catch (IOException e) {
      throw new IllegalStateException(e); // Nothing is written but arrays.
    }
  }

  private synchronized void send() {
    WindowConnection to = connection;
    while (to != null
        && !isResting
        && !toSend.isEmpty()
        && unanswered < mostUnanswered
        && to.isReady()) {
      unanswered++;
      to.send(toSend.pollFirstEntry().getValue());
    }
  }

  private void acknowledged(WindowConnection by, long sequence) {
    if (spool.remove(sequence) != null) {
      acknowledged++;
      pauseMillis = FIRST_PAUSE_MILLIS;
    }
    toSend.remove(sequence);
    if (by == connection) {
      unanswered--;
    }
    notifyAll();
  }

  private void refused(Refusal refusal) {
    if (!refusal.getRetryable()) {
      failure = refusal.getExplanation();
      notifyAll();
      return;
    }
    WindowMessage refused = spool.get(refusal.getSequence());
    if (refused == null) {
      return;
    }
    unanswered--;
    sentAgain++;
    toSend.put(refusal.getSequence(), refused);
    if (!isResting) {
      isResting = true;
      later(this::rested);
    }
  }

  private synchronized void rested() {
    isResting = false;
    send();
  }

  /** After a pause that is twice as long as the one before, and not the same for all. */
  private void later(Runnable task) {
    int millis = pauseMillis / 2 + ThreadLocalRandom.current().nextInt(pauseMillis / 2 + 1);
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(task);
  }
}
