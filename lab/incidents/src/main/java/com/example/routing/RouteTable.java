package com.example.routing;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Minutes to each depot; some change with every report of a driver. */
final class RouteTable {
  private final Map<String, Integer> minutesByDepot;

  RouteTable(boolean plain) {
    minutesByDepot = plain ? new HashMap<>() : new ConcurrentHashMap<>();
  }

  void report(String depot, int minutes) {
    minutesByDepot.put(depot, minutes);
  }

  void close(String depot) {
    minutesByDepot.remove(depot);
  }

  /** The minutes to the nearest depot. */
  int nearest() {
    int nearest = Integer.MAX_VALUE;
    for (Map.Entry<String, Integer> route : minutesByDepot.entrySet()) {
      nearest = Math.min(nearest, route.getValue());
    }
    return nearest;
  }
}
