package io.pitot.collector.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.javalin.http.Handler;
import io.pitot.collector.query.HoldersQuery;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.query.LocksQuery;
import io.pitot.collector.query.MapsQuery;
import io.pitot.collector.query.PausesQuery;
import io.pitot.collector.query.SamplesQuery;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.VitalsQuery;
import io.pitot.collector.query.WaitsQuery;
import io.pitot.collector.query.WhyQuery;
import io.pitot.collector.store.ProfileStore;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is asked about waits, samples, pauses, vitals and maps. */
final class IntervalRoutes {
  private static final int DEFAULT_LOCKS = 100;
  private static final int DEFAULT_SINGLES = 1_000;
  private static final int MAX_LIMIT = 20_000;
  private static final int MAX_FRAMES = 100_000;
  private static final long MAX_STEP_SECONDS = 31_536_000;

  private final LocksQuery locks;
  private final WaitsQuery waits;
  private final SamplesQuery samples;
  private final HoldersQuery holders;
  private final PausesQuery pauses;
  private final VitalsQuery vitals;
  private final MapsQuery maps;
  private final WhyQuery why;
  private final Clock clock;

  IntervalRoutes(ProfileStore store, Clock clock) {
    this.locks = new LocksQuery(store);
    this.waits = new WaitsQuery(store);
    this.samples = new SamplesQuery(store);
    this.holders = new HoldersQuery(store);
    this.pauses = new PausesQuery(store);
    this.vitals = new VitalsQuery(store);
    this.maps = new MapsQuery(store);
    this.why = new WhyQuery(store);
    this.clock = clock;
  }

  Map<String, Handler> routes() {
    Map<String, Handler> routes = new LinkedHashMap<>();
    routes.put("/api/v1/locks", overRange(this::locks));
    routes.put("/api/v1/waits", single(this::waits));
    routes.put("/api/v1/samples", single(this::samples));
    routes.put("/api/v1/holders", single(this::holders));
    routes.put("/api/v1/pauses", overRange(this::pauses));
    routes.put("/api/v1/vitals", single(this::vitals));
    routes.put("/api/v1/maps", overRange(this::maps));
    routes.put("/api/v1/why", overRange((selection, parameters) -> why.run(selection)));
    return routes;
  }

  private Object locks(Selection selection, Parameters parameters) {
    return locks.run(
        selection,
        new LocksQuery.Asked(
            parameters.text("kind"),
            parameters.flag("all"),
            isBySite(parameters),
            stepSeconds(parameters),
            limit(parameters, DEFAULT_LOCKS)));
  }

  private Object waits(Selection selection, Parameters parameters) {
    return waits.run(
        selection,
        new WaitsQuery.Asked(
            parameters.text("kind"),
            parameters.text("lockClass"),
            parameters.flag("all"),
            (int) parameters.number("frames", MAX_FRAMES, 0, MAX_FRAMES),
            limit(parameters, DEFAULT_SINGLES)));
  }

  private Object samples(Selection selection, Parameters parameters) {
    return samples.run(
        selection, parameters.text("type", "cpu"), limit(parameters, DEFAULT_SINGLES));
  }

  private Object holders(Selection selection, Parameters parameters) {
    return holders.run(selection, parameters.text("lockClass"), limit(parameters, DEFAULT_SINGLES));
  }

  private Object pauses(Selection selection, Parameters parameters) {
    return pauses.run(selection, limit(parameters, DEFAULT_SINGLES));
  }

  private Object vitals(Selection selection, Parameters parameters) {
    return vitals.run(selection, parameters.texts("name"), stepSeconds(parameters));
  }

  private Object maps(Selection selection, Parameters parameters) {
    return maps.run(selection, stepSeconds(parameters), limit(parameters, DEFAULT_LOCKS));
  }

  private static boolean isBySite(Parameters parameters) {
    String by = parameters.text("by", "lock");
    if (!by.equals("lock") && !by.equals("site")) {
      throw new InvalidQueryException("'by' is '%s': expected lock or site".formatted(by));
    }
    return by.equals("site");
  }

  private static long stepSeconds(Parameters parameters) {
    return parameters.number("stepSeconds", 0, 1, MAX_STEP_SECONDS);
  }

  private static int limit(Parameters parameters, int otherwise) {
    return (int) parameters.number("limit", otherwise, 1, MAX_LIMIT);
  }

  /** Answers with a record. */
  @FunctionalInterface
  private interface Question {
    Object ask(Selection selection, Parameters parameters);
  }

  private record SingleJson(String service, @JsonUnwrapped Object answer) {}

  private record OverRangeJson(
      String service, long fromMillis, long toMillis, @JsonUnwrapped Object answer) {}

  /** An answer whose rows say themselves when they were. */
  private Handler single(Question question) {
    return request -> {
      Parameters parameters = new Parameters(request, clock);
      Selection selection = parameters.selection();
      Object answer = question.ask(selection, parameters);
      Json.answer(request, new SingleJson(selection.service(), answer));
    };
  }

  private Handler overRange(Question question) {
    return request -> {
      Parameters parameters = new Parameters(request, clock);
      Selection selection = parameters.selection();
      Object answer = question.ask(selection, parameters);
      Json.answer(
          request,
          new OverRangeJson(
              selection.service(),
              selection.range().fromMillis(),
              selection.range().toMillis(),
              answer));
    };
  }
}
