package io.pitot.cli.local;

import io.pitot.cli.console.Terminal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * Everything that a command started, closed in the opposite order exactly once: when the command
 * ends, or when a signal ends the process.
 */
public final class Session implements AutoCloseable {
  private final Terminal terminal;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final CountDownLatch never = new CountDownLatch(1);

  public Session(Terminal terminal) {
    this.terminal = terminal;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
  }

  public synchronized <T extends AutoCloseable> T add(T resource) {
    started.push(resource);
    return resource;
  }

  /** Returns never; a signal ends the process. */
  public void awaitSignal() throws InterruptedException {
    never.await();
  }

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        // What is left must still be closed.
        terminal.note("pitot: while stopping: " + e);
      }
    }
  }
}
