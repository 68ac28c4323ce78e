package com.example.launch;

import com.example.audit.AuditService;
import com.example.baskets.BasketService;
import com.example.billing.BillingService;
import com.example.catalog.CatalogService;
import com.example.db.OrderService;
import com.example.geo.TileService;
import com.example.images.ThumbnailService;
import com.example.inventory.InventoryService;
import com.example.load.Rate;
import com.example.quotas.QuotaService;
import com.example.rates.RateService;
import com.example.reports.ReportService;
import com.example.routing.RoutingService;
import com.example.search.SearchService;
import com.example.sessions.SessionService;
import com.example.storefront.StorefrontService;
import com.example.tickets.TicketService;
import com.example.tokens.TokenService;
import java.util.List;

/** All of them. */
final class Incidents {
  static final List<Incident> ALL =
      List.of(
          Incident.of(
              "map-per-request",
              "a new ConcurrentHashMap for each request",
              new Rate(60, 2, 4),
              SearchService::new),
          Incident.of(
              "shared-hashmap",
              "a plain HashMap with many writers",
              new Rate(60, 4, 4),
              SessionService::new),
          Incident.of(
              "iterate-while-writing",
              "an iteration over a map that another thread writes",
              new Rate(60, 4, 4),
              RoutingService::new),
          Incident.of(
              "lru-read-lock",
              "an access-ordered LinkedHashMap whose get holds a read lock",
              new Rate(60, 4, 4),
              ThumbnailService::new),
          Incident.of(
              "check-then-act",
              "containsKey or get, then put: lost updates",
              new Rate(60, 4, 4),
              InventoryService::new),
          Incident.of(
              "hot-key",
              "a slow function in computeIfAbsent of one key",
              new Rate(60, 4, 8),
              RateService::new),
          Incident.of(
              "colliding-hash",
              "keys with few different hash codes",
              new Rate(60, 2, 2),
              TileService::new),
          Incident.of(
              "no-presizing",
              "maps that start small and grow to a known size, when the service starts",
              new Rate(60, 2, 2),
              CatalogService::new),
          Incident.of(
              "small-resizes",
              "many small maps that begin too small, in every request",
              new Rate(40, 2, 1),
              BasketService::new),
          Incident.of(
              "gc-pauses",
              "collections that make a short lock look slow",
              new Rate(60, 4, 4),
              AuditService::new),
          Incident.of(
              "synchronized-map",
              "a Collections.synchronizedMap under load",
              new Rate(80, 8, 8),
              QuotaService::new),
          Incident.of(
              "short-lock",
              "a lock that is held shortly, and for most of the time",
              new Rate(80, 16, 16),
              TicketService::new),
          Incident.of(
              "unbounded-cache", "a map that only grows", new Rate(40, 1, 2), TokenService::new),
          Incident.of(
              "lock-across-io",
              "a lock that is held during a round trip, until no thread is left",
              new Rate(30, 6, 8),
              BillingService::new),
          new Incident(
              "other-load",
              "three times the visitors; nothing is wrong",
              new Rate(30, 1, 4),
              new Rate(90, 1, 4),
              faulty -> new StorefrontService()),
          Incident.of(
              "small-pool",
              "a connection pool that is too small",
              new Rate(30, 6, 12),
              OrderService::new),
          Incident.of(
              "cache-stampede",
              "many threads make again what one removed",
              new Rate(60, 6, 12),
              ReportService::new));

  private Incidents() {}
}
