package io.pitot.lab;

import java.util.List;
import java.util.Set;

/**
 * What Pitot has to say of one of the lab's services in its faulty mode, and must not say in the
 * other.
 *
 * @param answer of {@code pitot why}
 * @param guilty frames, fields and classes that the sentence names
 */
record Incident(String name, String answer, List<String> guilty, String agentOptions) {
  static final List<Incident> ALL =
      List.of(
          of("map-per-request", "map_churn", "com.example.search.OneMapPerSearch.count"),
          of("shared-hashmap", "race", "com.example.sessions.SessionRegistry.lastSeen"),
          of("iterate-while-writing", "race", "com.example.routing.RouteTable.minutesByDepot"),
          of("lru-read-lock", "race", "com.example.images.ThumbnailCache.get"),
          new Incident(
              "check-then-act",
              "lost_update",
              List.of("com.example.inventory.PickCounter$TwoSteps.picked"),
              "=check-then-act=com.example.inventory"),
          new Incident(
              "cache-stampede",
              "lost_update",
              List.of("com.example.reports.ReportCache.getOrMake"),
              "=check-then-act=com.example.reports"),
          of("hot-key", "map", "com.example.rates.RateCache.rate"),
          of("colliding-hash", "collisions", "com.example.geo.Tile$OfSum"),
          of("synchronized-map", "map", "com.example.quotas.QuotaTable"),
          of("unbounded-cache", "growth", "com.example.tokens.TokenStore.claims"),
          of("lock-across-io", "lock", "com.example.billing.LedgerClient.postUnderLock"),
          of("small-pool", "pool", "com.example.db.ConnectionPool.borrow"),
          of("no-presizing", "resizes", "com.example.catalog.CatalogIndex.fill"),
          of("small-resizes", "resizes", "com.example.baskets.Neighbours.of"),
          of("short-lock", "lock", "com.example.tickets.TicketOffice.print"),
          of("gc-pauses", "gc", "GC pauses"));

  /** Answers that are wrong or wasteful whatever the machine does meanwhile. */
  static final Set<String> FAULTS =
      Set.of("race", "lost_update", "fail_fast", "collisions", "growth", "resizes", "map_churn");

  private static Incident of(String name, String answer, String guilty) {
    return new Incident(name, answer, List.of(guilty), "");
  }

  @Override
  public String toString() {
    return name;
  }
}
