package io.pitot.collector.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.pitot.collector.query.HoldersQuery;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.query.LocksQuery;
import io.pitot.collector.query.MapsAnswer;
import io.pitot.collector.query.MapsQuery;
import io.pitot.collector.query.PausesQuery;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.VitalsQuery;
import io.pitot.collector.query.WaitsQuery;
import io.pitot.collector.query.WhyAnswer;
import io.pitot.collector.query.WhyQuery;
import io.pitot.collector.store.ProfileStore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked about waits, pauses, vitals and maps. */
final class IntervalRoutes {
  private static final int DEFAULT_LOCKS = 100;
  private static final int DEFAULT_SINGLES = 1_000;
  private static final int MAX_LIMIT = 20_000;
  private static final long MAX_STEP_SECONDS = 31_536_000;

  private final LocksQuery locks;
  private final WaitsQuery waits;
  private final HoldersQuery holders;
  private final PausesQuery pauses;
  private final VitalsQuery vitals;
  private final MapsQuery maps;
  private final WhyQuery why;
  private final Clock clock;

  IntervalRoutes(ProfileStore store, Clock clock) {
    this.locks = new LocksQuery(store);
    this.waits = new WaitsQuery(store);
    this.holders = new HoldersQuery(store);
    this.pauses = new PausesQuery(store);
    this.vitals = new VitalsQuery(store);
    this.maps = new MapsQuery(store);
    this.why = new WhyQuery(store);
    this.clock = clock;
  }

  Map<String, Handler> routes() {
    Map<String, Handler> routes = new LinkedHashMap<>();
    routes.put("/api/v1/locks", this::locks);
    routes.put("/api/v1/waits", this::waits);
    routes.put("/api/v1/holders", this::holders);
    routes.put("/api/v1/pauses", this::pauses);
    routes.put("/api/v1/vitals", this::vitals);
    routes.put("/api/v1/maps", this::maps);
    routes.put("/api/v1/why", this::why);
    return routes;
  }

  private record LocksJson(
      String service, long fromMillis, long toMillis, @JsonUnwrapped LocksQuery.Answer answer) {}

  private void locks(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    LocksQuery.Asked asked =
        new LocksQuery.Asked(
            parameters.text("kind"),
            parameters.flag("all"),
            isBySite(parameters),
            parameters.number("stepSeconds", 0, 1, MAX_STEP_SECONDS),
            limit(parameters, DEFAULT_LOCKS));
    Json.answer(
        request,
        new LocksJson(
            selection.service(),
            selection.range().fromMillis(),
            selection.range().toMillis(),
            locks.run(selection, asked)));
  }

  private record WaitsJson(
      String service,
      List<WaitsQuery.Wait> waits,
      long leftOut,
      long beyondLimit,
      long detailFromMillis) {}

  private void waits(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    WaitsQuery.Answer answer =
        waits.run(
            selection,
            new WaitsQuery.Asked(
                parameters.text("kind"),
                parameters.text("lockClass"),
                parameters.flag("all"),
                limit(parameters, DEFAULT_SINGLES)));
    Json.answer(
        request,
        new WaitsJson(
            selection.service(),
            answer.waits(),
            answer.leftOut(),
            answer.beyondLimit(),
            answer.detailFromMillis()));
  }

  private record HoldersJson(String service, @JsonUnwrapped HoldersQuery.Answer answer) {}

  private void holders(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    Json.answer(
        request,
        new HoldersJson(
            selection.service(),
            holders.run(
                selection, parameters.text("lockClass"), limit(parameters, DEFAULT_SINGLES))));
  }

  private record PausesJson(
      String service, long fromMillis, long toMillis, @JsonUnwrapped PausesQuery.Answer answer) {}

  private void pauses(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    Json.answer(
        request,
        new PausesJson(
            selection.service(),
            selection.range().fromMillis(),
            selection.range().toMillis(),
            pauses.run(selection, limit(parameters, DEFAULT_SINGLES))));
  }

  private record VitalsJson(
      String service, long stepSeconds, long startMillis, List<VitalsQuery.Line> lines) {}

  private void vitals(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    VitalsQuery.Answer answer =
        vitals.run(
            selection,
            parameters.texts("name"),
            parameters.number("stepSeconds", 0, 1, MAX_STEP_SECONDS));
    Json.answer(
        request,
        new VitalsJson(
            selection.service(), answer.stepSeconds(), answer.startMillis(), answer.lines()));
  }

  private record MapsJson(
      String service, long fromMillis, long toMillis, @JsonUnwrapped MapsAnswer answer) {}

  private void maps(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    Json.answer(
        request,
        new MapsJson(
            selection.service(),
            selection.range().fromMillis(),
            selection.range().toMillis(),
            maps.run(
                selection,
                parameters.number("stepSeconds", 0, 1, MAX_STEP_SECONDS),
                limit(parameters, DEFAULT_LOCKS))));
  }

  private record WhyJson(
      String service, long fromMillis, long toMillis, @JsonUnwrapped WhyAnswer answer) {}

  private void why(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    Json.answer(
        request,
        new WhyJson(
            selection.service(),
            selection.range().fromMillis(),
            selection.range().toMillis(),
            why.run(selection)));
  }

  private static boolean isBySite(Parameters parameters) {
    String by = parameters.text("by", "lock");
    if (!by.equals("lock") && !by.equals("site")) {
      throw new InvalidQueryException("'by' is '%s': expected lock or site".formatted(by));
    }
    return by.equals("site");
  }

  private static int limit(Parameters parameters, int otherwise) {
    return (int) parameters.number("limit", otherwise, 1, MAX_LIMIT);
  }
}
