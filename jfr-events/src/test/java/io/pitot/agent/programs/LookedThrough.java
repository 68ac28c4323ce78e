package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A thread looks through all entries of a map while another one changes it, in each of the ways
 * that need no iterator. Each goes on until its race is told.
 */
public final class LookedThrough {
  public static final List<String> LOOKS =
      List.of("HashMap.forEach", "HashMap.toArray", "LinkedHashMap.forEach", "WeakHashMap.forEach");

  private LookedThrough() {}

  public static void main(String[] arguments) throws InterruptedException {
    for (String look : LOOKS) {
      lookUntilTold(look);
    }
    System.out.println("done");
  }

  /** Whether the race is that of the thread which looked in this way. */
  public static boolean isBy(RecordedEvent race, String look) {
    return look.equals(
        race.getString("mapClass").replace("java.util.", "")
            + "."
            + race.getString("otherOperation"));
  }

  private static void lookUntilTold(String look) throws InterruptedException {
    Map<Integer, Integer> map =
        switch (look) {
          case "LinkedHashMap.forEach" -> new LinkedHashMap<>();
          case "WeakHashMap.forEach" -> new WeakHashMap<>();
          default -> new HashMap<>();
        };
    try (Told told = new Told("pitot.MapRace", race -> isBy(race, look))) {
      long end = System.nanoTime() + Told.LIMIT_NANOS;
      Thread writer = new Thread(() -> write(map, told, end), "writer");
      writer.setDaemon(true);
      writer.start();
      while (!told.isTold() && System.nanoTime() - end < 0) {
        lookThrough(map, look);
      }
    }
  }

  private static void lookThrough(Map<Integer, Integer> map, String look) {
    try {
      if (look.endsWith("toArray")) {
        new ArrayList<>(map.values()).trimToSize();
      } else {
        map.forEach((key, value) -> {});
      }
    } catch (RuntimeException broken) {
      // What a race does to a map; the program goes on.
    }
  }

  private static void write(Map<Integer, Integer> map, Told told, long end) {
    for (int i = 0; !told.isTold() && System.nanoTime() - end < 0; i++) {
      map.put(i & 63, i);
      map.remove((i * 7) & 63);
    }
  }
}
