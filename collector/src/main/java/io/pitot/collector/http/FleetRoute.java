package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.pitot.collector.query.FleetQuery;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.watch.WatchedFinding;
import io.pitot.collector.watch.Watching;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** All services, those that need attention first. */
final class FleetRoute implements Handler {
  private static final int DEFAULT_SERVICES = 100;
  private static final int MAX_SERVICES = 1_000;

  /** Verdicts that tell of wrong answers rather than slow ones. */
  private static final Set<String> WRONG = Set.of("race", "lost_update", "fail_fast");

  private final FleetQuery fleet;
  private final Watching watching;
  private final Collecting collecting;
  private final Clock clock;

  FleetRoute(ProfileStore store, Watching watching, Collecting collecting, Clock clock) {
    this.fleet = new FleetQuery(store);
    this.watching = watching;
    this.collecting = collecting;
    this.clock = clock;
  }

  private record FleetJson(List<RowJson> services, int leftOut, List<TargetJson> collecting) {}

  private record RowJson(
      String service,
      List<String> releases,
      List<String> types,
      int instances,
      long lastSeenMillis,
      String verdict,
      String sentence,
      double weight,
      double cpu,
      double allocBytesPerSecond,
      double waitingThreads,
      double pausedPart,
      long openFindings) {}

  @Override
  public void handle(Context request) {
    Parameters parameters = new Parameters(request, clock);
    FleetQuery.Answer answer =
        fleet.run(
            parameters.rangeFrom("now-15m"),
            (int) parameters.number("limit", DEFAULT_SERVICES, 1, MAX_SERVICES));
    Json.answer(
        request,
        new FleetJson(
            answer.rows().stream().map(this::json).sorted(byAttention()).toList(),
            answer.leftOut(),
            collecting.all()));
  }

  private static Comparator<RowJson> byAttention() {
    return Comparator.comparing((RowJson row) -> !WRONG.contains(row.verdict))
        .thenComparing(row -> row.openFindings == 0)
        .thenComparing(row -> row.verdict.equals("nothing"))
        .thenComparing(Comparator.comparingDouble((RowJson row) -> row.weight).reversed())
        .thenComparing(row -> row.service);
  }

  private RowJson json(FleetQuery.Row row) {
    return new RowJson(
        row.service().service(),
        row.service().releases(),
        row.service().types(),
        row.service().instances(),
        row.service().lastSeenMillis(),
        row.verdict(),
        row.sentence(),
        row.weight(),
        row.cpu(),
        row.allocBytesPerSecond(),
        row.waitingThreads(),
        row.pausedPart(),
        openFindings(row.service().service()));
  }

  private long openFindings(String service) {
    return watching.releases().of(service).stream()
        .flatMap(watched -> watched.findings().stream())
        .filter(FleetRoute::isOpen)
        .count();
  }

  private static boolean isOpen(WatchedFinding finding) {
    return !finding.state().equals("gone") && !"improvement".equals(finding.kind());
  }
}
