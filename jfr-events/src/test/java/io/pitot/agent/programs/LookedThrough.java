package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A thread looks through all entries of a map, or changes a value in it, while another one changes
 * its structure. Each goes on until its race is told, and now and then with a new map: where the
 * race has hidden the key that is there always, the one who looks puts it anew. Who came in while
 * he did is the other one of that pair then, and a pair is told once for a map.
 */
public final class LookedThrough {
  /** The methods of java.util that the hooks are in. */
  public static final List<String> LOOKS =
      List.of(
          "HashMap.forEach",
          "HashMap.valuesToArray",
          "HashMap.replaceAll",
          "HashMap$EntrySet.forEach",
          "HashMap$HashIterator.nextNode",
          "HashMap$ValueSpliterator.forEachRemaining",
          "HashMap$KeySpliterator.tryAdvance",
          "LinkedHashMap.forEach",
          "LinkedHashMap$LinkedValues.forEach",
          "LinkedHashMap$LinkedHashIterator.nextNode",
          "IdentityHashMap$EntrySpliterator.forEachRemaining",
          "TreeMap.merge",
          "TreeMap.computeIfAbsent",
          "WeakHashMap.forEach",
          "WeakHashMap$EntrySpliterator.forEachRemaining");

  private static final int MOST_ROUNDS = 60;
  private static final int ROUND_SECONDS = 5;

  private LookedThrough() {}

  public static void main(String[] arguments) throws InterruptedException {
    for (String look : LOOKS) {
      lookUntilTold(look);
    }
    System.out.println("done");
  }

  /** Whether the race is that of the thread which looked in this way. */
  public static boolean isBy(RecordedEvent race, String look) {
    return race.getString("otherStack").startsWith("java.util." + look + "(");
  }

  private static void lookUntilTold(String look) throws InterruptedException {
    try (Told told = new Told("pitot.MapRace", race -> isBy(race, look))) {
      for (int round = 0; round < MOST_ROUNDS && !told.isTold(); round++) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUND_SECONDS);
        for (Thread racer : race(map(look), look, told, endNanos)) {
          // A race may make a tree a ring that the thread does not come out of.
          racer.join(TimeUnit.SECONDS.toMillis(ROUND_SECONDS + 1));
        }
      }
    }
  }

  private static Thread[] race(Map<Integer, Integer> map, String look, Told told, long endNanos) {
    map.put(0, 0);
    return new Thread[] {
      start(told, endNanos, i -> write(map, i)), start(told, endNanos, i -> lookThrough(map, look))
    };
  }

  @SuppressWarnings("IdentityHashMapBoxing") // small numbers are the same objects
  private static Map<Integer, Integer> map(String look) {
    return switch (look.split("[.$]", -1)[0]) {
      case "LinkedHashMap" -> new LinkedHashMap<>();
      case "IdentityHashMap" -> new IdentityHashMap<>();
      case "TreeMap" -> new TreeMap<>();
      case "WeakHashMap" -> new WeakHashMap<>();
      default -> new HashMap<>();
    };
  }

  private static Thread start(Told told, long endNanos, IntConsumer work) {
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; !told.isTold() && System.nanoTime() - endNanos < 0; i++) {
                try {
                  work.accept(i);
                } catch (RuntimeException broken) {
                  // What a race does to a map; the program goes on.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void lookThrough(Map<Integer, Integer> map, String look) {
    switch (look.substring(look.indexOf("Map") + "Map".length())) {
      case ".forEach" -> map.forEach((key, value) -> {});
      case ".valuesToArray" -> new ArrayList<>(map.values()).trimToSize();
      case ".replaceAll" -> map.replaceAll((key, value) -> value);
      case "$EntrySet.forEach" -> map.entrySet().forEach(entry -> {});
      case "$LinkedValues.forEach" -> map.values().forEach(value -> {});
      case "$HashIterator.nextNode", "$LinkedHashIterator.nextNode" ->
          map.keySet().iterator().forEachRemaining(key -> {});
      case "$ValueSpliterator.forEachRemaining" -> map.values().stream().forEach(value -> {});
      case "$EntrySpliterator.forEachRemaining" -> map.entrySet().stream().forEach(entry -> {});
      case "$KeySpliterator.tryAdvance" ->
          map.keySet().stream().filter(key -> key < 0).findAny().ifPresent(map::get);
      // A key that is there always: the map does not change its structure for it.
      case ".merge" -> map.merge(0, 1, (older, newer) -> newer);
      case ".computeIfAbsent" -> map.computeIfAbsent(0, key -> key);
      default -> throw new IllegalArgumentException(look);
    }
  }

  private static void write(Map<Integer, Integer> map, int i) {
    map.put((i & 63) + 1, i);
    map.remove(((i * 7) & 63) + 1);
  }
}
