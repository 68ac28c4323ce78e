package io.pitot.collector.ingest;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came of each service since the collector was started; bounded, the longest silent go. */
final class Arrivals {
  private static final int MAX_SERVICES = 10_000;

  private final Clock clock;
  private final Map<String, Arrival> lastOf = new LinkedHashMap<>(16, 0.75f, true);

  Arrivals(Clock clock) {
    this.clock = clock;
  }

  synchronized void arrived(String service) {
    long batches = of(service).batches() + 1;
    lastOf.put(service, new Arrival(batches, clock.millis()));
    if (lastOf.size() > MAX_SERVICES) {
      lastOf.remove(lastOf.keySet().iterator().next());
    }
  }

  synchronized Arrival of(String service) {
    return lastOf.getOrDefault(service, Arrival.NONE);
  }
}
