package com.example.routing;

import com.example.load.Service;
import java.util.ConcurrentModificationException;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** Sends parcels to the nearest depot; each fourth request is a driver's report. */
public final class RoutingService implements Service {
  private static final int DEPOTS = 3_000;
  private static final int REPORTS = 3_000;
  private static final int PARCELS = 30;

  private final RouteTable routes;
  private final LongAdder parcelsLost = new LongAdder();

  public RoutingService(boolean faulty) {
    routes = new RouteTable(faulty);
    for (int i = 0; i < DEPOTS; i++) {
      routes.report("depot-" + i, i);
    }
  }

  @Override
  public void handle(RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      report(random);
    } else {
      send();
    }
  }

  private void report(RandomGenerator random) {
    for (int i = 0; i < REPORTS; i++) {
      String depot = "depot-" + random.nextInt(DEPOTS);
      routes.close(depot);
      routes.report(depot, random.nextInt(DEPOTS));
    }
  }

  private void send() {
    for (int i = 0; i < PARCELS; i++) {
      try {
        routes.nearest();
      } catch (ConcurrentModificationException e) {
        parcelsLost.increment();
      }
    }
  }

  @Override
  public String damage() {
    return parcelsLost.sum() + " parcels lost to a ConcurrentModificationException";
  }
}
