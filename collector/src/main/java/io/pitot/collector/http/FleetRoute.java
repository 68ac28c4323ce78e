package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.pitot.collector.query.FleetQuery;
import io.pitot.collector.query.ServicesQuery;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.watch.WatchedFinding;
import io.pitot.collector.watch.Watching;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All services, those that need attention first. */
final class FleetRoute implements Handler {
  private static final int DEFAULT_SERVICES = 100;
  private static final int MAX_SERVICES = 1_000;

  /** Verdicts that tell of wrong answers rather than slow ones. */
  private static final Set<String> WRONG = Set.of("race", "lost_update", "fail_fast");

  /** Nothing is known yet of a service that nobody has asked for. */
  private static final FleetQuery.Figures PENDING =
      new FleetQuery.Figures("pending", "", 0, -1, 0, 0, 0);

  private static final String FROM = "now-15m";

  private final FleetQuery fleet;
  private final FleetBoard board;
  private final Watching watching;
  private final Collecting collecting;
  private final Clock clock;

  FleetRoute(
      FleetQuery fleet, FleetBoard board, Watching watching, Collecting collecting, Clock clock) {
    this.fleet = fleet;
    this.board = board;
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
      long openFindings,
      long asOfMillis) {}

  @Override
  public void handle(Context request) {
    Parameters parameters = new Parameters(request, clock);
    TimeRange range = parameters.rangeFrom(FROM);
    boolean atOnce = parameters.flag("atOnce");
    FleetQuery.Listed listed =
        fleet.list(range, (int) parameters.number("limit", DEFAULT_SERVICES, 1, MAX_SERVICES));
    List<RowJson> rows =
        listed.services().stream()
            .map(service -> json(service, known(service.service(), parameters, range, atOnce)))
            .sorted(byAttention())
            .toList();
    Json.answer(request, new FleetJson(rows, listed.leftOut(), collecting.all()));
  }

  private FleetBoard.@Nullable Known known(
      String service, Parameters parameters, TimeRange range, boolean atOnce) {
    FleetBoard.Asked asked =
        new FleetBoard.Asked(service, parameters.text("from", FROM), parameters.text("to", "now"));
    return atOnce ? board.atOnce(asked, range) : board.fresh(asked, range);
  }

  private static Comparator<RowJson> byAttention() {
    return Comparator.comparing((RowJson row) -> !WRONG.contains(row.verdict))
        .thenComparing(row -> row.openFindings == 0)
        .thenComparing(row -> row.verdict.equals("nothing"))
        .thenComparing(Comparator.comparingDouble((RowJson row) -> row.weight).reversed())
        .thenComparing(row -> row.service);
  }

  private RowJson json(ServicesQuery.Service service, FleetBoard.@Nullable Known known) {
    FleetQuery.Figures figures = known == null ? PENDING : known.figures();
    return new RowJson(
        service.service(),
        service.releases(),
        service.types(),
        service.instances(),
        service.lastSeenMillis(),
        figures.verdict(),
        figures.sentence(),
        figures.weight(),
        figures.cpu(),
        figures.allocBytesPerSecond(),
        figures.waitingThreads(),
        figures.pausedPart(),
        openFindings(service.service()),
        known == null ? 0 : known.asOfMillis());
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
