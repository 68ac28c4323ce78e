package io.pitot.agent.programs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.consumer.RecordedEvent;

/**
 * One map stands in a static field; another one behind nineteen million rooms, and beside something
 * that leads to itself. Prints where each is when both are told.
 */
public final class FarAway {
  /** Of more elements of an array the search reads the first ones. */
  private static final int ROOMS = 1_000;

  private static final int CORRIDORS = 950;
  private static final int HALLS = 20;

  private static final Map<Integer, Integer> NEAR = new HashMap<>();
  private static final Object[] ENTRANCE = new Object[HALLS + 1];
  private static final AtomicReference<Object> ITSELF = new AtomicReference<>();

  private FarAway() {}

  /** Something to look at. */
  private record Room(
      String floor, String ceiling, String north, String east, String south, String west) {}

  /** A class without a field for a map. */
  private static final class Far {
    private Far() {}

    /** Found after all rooms, since arrays are looked into in the order in which they are found. */
    static Object[] behindAllRooms(Map<Integer, Integer> map) {
      return new Object[] {new Object[] {map}};
    }

    static void grow(Map<Integer, Integer> map) {
      Told.grow(map);
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Map<Integer, Integer> far = new HashMap<>();
    ITSELF.set(ITSELF);
    Arrays.fill(
        ENTRANCE,
        repeated(
            repeated(new Room("oak", "plaster", "door", "window", "wall", "door"), ROOMS),
            CORRIDORS));
    ENTRANCE[HALLS] = Far.behindAllRooms(far);
    AtomicReference<String> nearSite = new AtomicReference<>();
    AtomicReference<String> farSite = new AtomicReference<>();
    try (Told near = new Told("pitot.MapSite", site -> isBy(site, ".FarAway.growNear(", nearSite));
        Told behind = new Told("pitot.MapSite", site -> isBy(site, "$Far.grow(", farSite))) {
      Told.awaitAgent();
      growNear();
      Far.grow(far);
      near.await();
      behind.await();
    }
    System.out.println("near: " + nearSite + ", far: " + farSite + " of " + far.size());
  }

  private static void growNear() {
    Told.grow(NEAR);
  }

  private static Object[] repeated(Object element, int times) {
    Object[] all = new Object[times];
    Arrays.fill(all, element);
    return all;
  }

  /** Whether the map grew in that method first. */
  private static boolean isBy(RecordedEvent site, String method, AtomicReference<String> holder) {
    boolean isBy = site.getString("firstStack").contains(method);
    if (isBy) {
      holder.compareAndSet(null, site.getString("holder"));
    }
    return isBy;
  }
}
