package io.pitot.daemon.jvm;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What the watched JVMs run. It burns a little CPU, allocates, waits, and ends when its standard
 * input does, so that nothing is left when a test dies. With any argument it does nothing at all.
 * {@code program.parks} is a number of further threads, which park all the time.
 */
public final class Program {
  private static final Object LOCK = new Object();
  private static final AtomicLong SERVED = new AtomicLong();

  private Program() {}

  /** So that the class will do as an agent. */
  public static void premain(String options) {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      start("worker", Program::work);
      start("contender-1", Program::contend);
      start("contender-2", Program::contend);
      for (int i = 0; i < Integer.getInteger("program.parks", 0); i++) {
        start("idle-" + i, Program::park);
      }
    }
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("exit")) {
        break;
      }
    }
    System.exit(0);
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void contend() {
    try {
      while (true) {
        synchronized (LOCK) {
          Thread.sleep(3);
        }
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Has nothing to do, some hundred times a second. */
  private static void park() {
    while (true) {
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** For those who count the calls of a method. */
  private static void served() {
    SERVED.incrementAndGet();
  }

  private static void work() {
    Deque<byte[]> recent = new ArrayDeque<>();
    while (true) {
      long until = System.nanoTime() + 2_000_000;
      while (System.nanoTime() < until) {
        recent.add(new byte[1024]);
        if (recent.size() > 100) {
          recent.remove();
        }
      }
      served();
      LockSupport.parkNanos(10_000_000);
    }
  }
}
