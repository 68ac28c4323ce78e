package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.ingest.Arrival;
import io.pitot.collector.ingest.DaemonRequests;
import io.pitot.collector.ingest.IngestCounters;
import io.pitot.collector.ingest.ReportedUse;
import io.pitot.collector.ingest.TargetBoard;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.FlameQuery;
import io.pitot.collector.query.FleetQuery;
import io.pitot.collector.query.LeftOut;
import io.pitot.collector.query.NewestQuery;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.SeriesQuery;
import io.pitot.collector.query.ServicesQuery;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.query.TimelineQuery;
import io.pitot.collector.query.UnknownNameException;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.watch.Deploy;
import io.pitot.collector.watch.Watching;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is answered under which path. Each of them stands in {@code openapi.json}. */
final class Api implements AutoCloseable {
  private final ProfileStore store;
  private final TargetBoard board;
  private final IngestCounters counters;
  private final String version;
  private final Clock clock;
  private final Collecting collecting;
  private final ServicesQuery services;
  private final NewestQuery newest;
  private final SeriesQuery series;
  private final TimelineQuery timeline;
  private final FleetQuery fleet;
  private final FleetBoard fleetBoard;
  private final Watching watching;
  private final DeploysRoute deploys;
  private final RecordingsRoute recordings;
  private final LiveRoute live;
  private final DrillsRoute drills;
  private final GateDesk desk;
  private final GateRoute gate;
  private final FlaggerRoute flagger;
  private final long startedMillis;
  private volatile boolean isReady;

  Api(
      ProfileStore store,
      TargetBoard board,
      IngestCounters counters,
      DaemonRequests requests,
      GatePolicy policy,
      Watching watching,
      String version,
      Clock clock) {
    this.store = store;
    this.board = board;
    this.counters = counters;
    this.version = version;
    this.clock = clock;
    this.collecting = new Collecting(board, store.catalog());
    this.services = new ServicesQuery(store);
    this.newest = new NewestQuery(store);
    this.series = new SeriesQuery(store);
    this.timeline = new TimelineQuery(store);
    this.fleet = new FleetQuery(store);
    this.fleetBoard = new FleetBoard(fleet, clock);
    this.watching = watching;
    this.recordings = new RecordingsRoute(requests.recordings(), board);
    this.live = new LiveRoute(requests.liveViews(), board, clock);
    this.drills = new DrillsRoute(requests.drills(), board);
    this.deploys = new DeploysRoute(watching.deploys(), clock);
    this.desk = new GateDesk(new Gate(new CompareQuery(store), clock), policy);
    this.gate = new GateRoute(desk, store.catalog(), clock);
    this.flagger = new FlaggerRoute(desk, store.catalog(), clock);
    this.startedMillis = clock.millis();
  }

  /** What is asked with GET. */
  Map<String, Handler> routes() {
    Map<String, Handler> routes = new LinkedHashMap<>();
    routes.put("/api/v1/services", this::services);
    routes.put("/api/v1/fleet", new FleetRoute(fleet, fleetBoard, watching, collecting, clock));
    routes.put("/api/v1/services/{service}/releases", this::releases);
    routes.put("/api/v1/services/{service}/types", this::types);
    routes.put("/api/v1/series", this::series);
    routes.put("/api/v1/timeline", this::timeline);
    routes.put("/api/v1/flame", new FlameRoute(new FlameQuery(store), collecting, clock));
    routes.put("/api/v1/diff", new DiffRoute(new CompareQuery(store), store.catalog(), clock));
    routes.put("/api/v1/services/{service}/instances", this::instances);
    routes.put("/api/v1/services/{service}/findings", this::findings);
    routes.put("/api/v1/services/{service}/newest", this::newest);
    routes.put("/api/v1/deploys", deploys::get);
    routes.put("/api/v1/gate", gate::get);
    routes.putAll(new IntervalRoutes(store, clock).routes());
    routes.put("/api/v1/targets", this::targets);
    routes.put("/api/v1/status", this::status);
    routes.put("/healthy", request -> request.contentType("text/plain").result("healthy\n"));
    routes.put("/ready", this::ready);
    return routes;
  }

  /** What is sent with POST. */
  Map<String, Handler> posts() {
    Map<String, Handler> posts = new LinkedHashMap<>();
    posts.put("/api/v1/deploys", deploys::post);
    posts.put("/api/v1/backup", new BackupRoute(store));
    posts.put("/api/v1/recordings", recordings::post);
    posts.put("/api/v1/live", live::post);
    posts.put("/api/v1/drills", drills::post);
    posts.put("/api/v1/gate", gate::post);
    posts.put("/api/v1/gate/flagger", flagger::post);
    return posts;
  }

  /** Lets go of the threads that answer. */
  @Override
  public void close() {
    fleetBoard.close();
    desk.close();
  }

  private record ServicesJson(List<ServicesQuery.Service> services, List<TargetJson> collecting) {}

  private void services(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Json.answer(request, new ServicesJson(services.services(parameters.range()), collecting.all()));
  }

  private record ReleasesJson(
      String service, List<ServicesQuery.Release> releases, List<Deploy> deploys) {}

  private void releases(Context request) {
    Parameters parameters = new Parameters(request, clock);
    String service = request.pathParam("service");
    TimeRange range = parameters.range();
    Json.answer(
        request,
        new ReleasesJson(
            service, services.releases(service, range), watching.deploys().in(service, range)));
  }

  private record NewestJson(
      String service, long nowMillis, long windowEndMillis, long arrivedMillis, long revision) {}

  private void newest(Context request) {
    String service = request.pathParam("service");
    long windowEndMillis = newest.endMillis(service);
    Arrival last = counters.arrival(service);
    Json.answer(
        request,
        new NewestJson(service, clock.millis(), windowEndMillis, last.atMillis(), last.batches()));
  }

  private record InstancesJson(String service, List<ServicesQuery.InstanceOfRelease> instances) {}

  private void instances(Context request) {
    Parameters parameters = new Parameters(request, clock);
    String service = request.pathParam("service");
    Json.answer(
        request,
        new InstancesJson(
            service, services.instances(service, parameters.text("release"), parameters.range())));
  }

  private void findings(Context request) {
    String service = request.pathParam("service");
    if (store.catalog().service(service).isEmpty()) {
      throw new UnknownNameException("there is no service '%s'".formatted(service));
    }
    Json.answer(
        request, FindingsJson.of(service, watching.releases().of(service), watching.outbox()));
  }

  /**
   * The types with data.
   *
   * @param compared what the service's releases can be compared by
   */
  private record TypesJson(
      String service, List<SeriesQuery.TypeRow> types, List<String> compared) {}

  private void types(Context request) {
    Parameters parameters = new Parameters(request, clock);
    String service = request.pathParam("service");
    TimeRange range = parameters.range();
    List<SeriesQuery.TypeRow> types = series.types(service, range);
    Json.answer(request, new TypesJson(service, types, series.compared(service, range, types)));
  }

  private record SeriesJson(List<SeriesQuery.Row> series) {}

  private void series(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Json.answer(
        request, new SeriesJson(series.series(parameters.selection(), parameters.text("type"))));
  }

  private record TimelineJson(
      String unit,
      String source,
      long stepSeconds,
      long startMillis,
      List<TimelineQuery.Line> lines,
      List<LeftOut> leftOut,
      List<Deploy> deploys) {}

  private void timeline(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    TimelineQuery.Answer answer =
        timeline.run(
            selection,
            parameters.text("type", "cpu"),
            parameters.text("by", "release"),
            parameters.number("stepSeconds", 0, 1, 31_536_000));
    Json.answer(
        request,
        new TimelineJson(
            answer.unit(),
            answer.source(),
            answer.stepSeconds(),
            answer.startMillis(),
            answer.lines(),
            answer.leftOut(),
            watching.deploys().in(selection.service(), selection.range())));
  }

  private record TargetsJson(List<TargetJson> targets, List<ReportedUse> daemons) {}

  private void targets(Context request) {
    Parameters parameters = new Parameters(request, clock);
    String node = parameters.text("node");
    String service = parameters.text("service");
    Json.answer(
        request,
        new TargetsJson(
            board.targets().stream()
                .map(TargetJson::of)
                .filter(target -> node.isEmpty() || target.node().equals(node))
                .filter(target -> service.isEmpty() || target.service().equals(service))
                .toList(),
            board.uses().stream()
                .filter(use -> node.isEmpty() || use.node().equals(node))
                .toList()));
  }

  private void status(Context request) {
    ProfileStore.Space space = store.space();
    Json.answer(
        request,
        new StatusJson(
            version,
            startedMillis,
            (clock.millis() - startedMillis) / 1000,
            counters.accepted(),
            counters.refused(),
            counters.entries(),
            counters.losses(),
            counters.reportedTargetsLeftOut(),
            store.catalog().services().size(),
            store.catalog().seriesCount(),
            space.sizeBytes(),
            space.freeBytes(),
            space.partitionsDroppedForSpace(),
            watching.outbox().counts()));
  }

  /** From now on others may ask. */
  void ready() {
    isReady = true;
  }

  private void ready(Context request) {
    if (!isReady) {
      Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "the collector is starting").answer(request);
      return;
    }
    store.sizeBytes();
    request.contentType("text/plain").result("ready\n");
  }
}
