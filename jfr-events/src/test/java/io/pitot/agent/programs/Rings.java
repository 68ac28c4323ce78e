package io.pitot.agent.programs;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Two threads put into a TreeMap that a race has turned into a ring already; neither comes out. A
 * third one alone does the same with a map of its own. Needs java.util opened.
 */
public final class Rings {
  private Rings() {}

  public static void main(String[] arguments) throws Exception {
    Map<Integer, Integer> shared = ring();
    Map<Integer, Integer> own = ring();
    try (Told told = new Told("pitot.MapRace", Rings::isOfBoth)) {
      start("walker-0", () -> shared.put(10, 10));
      start("walker-1", () -> shared.put(11, 11));
      start("alone", () -> own.put(10, 10));
      told.await();
    }
    // As a test runner does, whose stream nobody listens to at the end.
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    System.out.println("done");
  }

  private static boolean isOfBoth(RecordedEvent race) {
    return race.getString("threadName").startsWith("walker-");
  }

  /** Whoever looks for a key above 2 walks to the right for ever. */
  private static Map<Integer, Integer> ring() throws ReflectiveOperationException {
    Map<Integer, Integer> map = new TreeMap<>();
    map.put(1, 1);
    map.put(2, 2);
    Field root = TreeMap.class.getDeclaredField("root");
    root.setAccessible(true);
    Object first = root.get(map);
    Field right = first.getClass().getDeclaredField("right");
    right.setAccessible(true);
    right.set(right.get(first), first);
    return map;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
