package io.pitot.agent.programs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.function.IntConsumer;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A thread looks through all entries of a map, or changes a value in it, while another one changes
 * its structure. Each goes on until its race is told.
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

  @SuppressWarnings("IdentityHashMapBoxing") // small numbers are the same objects
  private static void lookUntilTold(String look) throws InterruptedException {
    Map<Integer, Integer> map =
        switch (look.split("[.$]", -1)[0]) {
          case "LinkedHashMap" -> new LinkedHashMap<>();
          case "IdentityHashMap" -> new IdentityHashMap<>();
          case "TreeMap" -> new TreeMap<>();
          case "WeakHashMap" -> new WeakHashMap<>();
          default -> new HashMap<>();
        };
    map.put(0, 0);
    try (Told told = new Told("pitot.MapRace", race -> isBy(race, look))) {
      start(told, i -> write(map, i));
      start(told, i -> lookThrough(map, look));
      told.await();
    }
  }

  /** A daemon: a race may make a tree a ring that the thread does not come out of. */
  private static void start(Told told, IntConsumer work) {
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; !told.isTold(); i++) {
                try {
                  work.accept(i);
                } catch (RuntimeException broken) {
                  // What a race does to a map; the program goes on.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
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
