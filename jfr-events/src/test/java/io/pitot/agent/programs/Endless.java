package io.pitot.agent.programs;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/** Two threads wait for each other in one map until standard input ends. */
public final class Endless {
  private static final ConcurrentHashMap<String, Integer> COUNTS = new ConcurrentHashMap<>();

  private Endless() {}

  public static void main(String[] arguments) throws IOException {
    boolean virtual = arguments.length > 0 && arguments[0].equals("virtual");
    for (int i = 0; i < 2; i++) {
      if (virtual) {
        startVirtual(Endless::count);
      } else {
        Thread thread = new Thread(Endless::count);
        thread.setDaemon(true);
        thread.start();
      }
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Input is only the sign to go on.
    }
    System.out.println("done");
  }

  /** By reflection: JDK 17 has none. */
  private static void startVirtual(Runnable work) {
    try {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void count() {
    while (true) {
      COUNTS.merge("count", 1, Endless::slowSum);
    }
  }

  private static int slowSum(int a, int b) {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return a + b;
  }
}
