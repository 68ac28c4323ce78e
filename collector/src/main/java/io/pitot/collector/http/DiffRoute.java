package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.store.Catalog;
import java.time.Clock;

/**
 * {@code /api/v1/diff}: two releases, or any two selections, of a service. An arm is a release, a
 * match, a range, or several of them; what is not said of an arm is taken from the plain
 * parameters.
 */
final class DiffRoute implements Handler {
  private static final int DEFAULT_NODES = 50_000;
  private static final int MAX_NODES = 1_000_000;

  private final CompareQuery query;
  private final Sides sides;
  private final Clock clock;

  DiffRoute(CompareQuery query, Catalog catalog, Clock clock) {
    this.query = query;
    this.sides = new Sides(catalog);
    this.clock = clock;
  }

  @Override
  public void handle(Context request) {
    Parameters parameters = new Parameters(request, clock);
    String type = parameters.text("type", "cpu");
    CompareQuery.Side base = sides.side(parameters, "base", parameters.text("base"));
    CompareQuery.Side candidate = sides.side(parameters, "candidate", parameters.text("candidate"));
    if (base.selection().equals(candidate.selection())) {
      throw new InvalidQueryException(
          "both sides select the same: give base and candidate, or baseMatch and candidateMatch, or ranges of their own");
    }
    CompareQuery.Answer answer =
        query.run(
            base,
            candidate,
            type,
            parameters.value(type),
            new CompareQuery.Options(DiffParameters.DEFAULT, parameters.text("requests")));
    int maxNodes = (int) parameters.number("maxNodes", DEFAULT_NODES, 2, MAX_NODES);
    DiffJson diff = DiffJson.of(answer, answer.report().pruned(maxNodes), base, candidate);
    String format = parameters.text("format", "json");
    switch (format) {
      case "json" -> Json.answer(request, diff);
      case "html" -> Json.page(request, diff);
      default ->
          throw new InvalidQueryException(
              "'format' is '%s': expected json or html".formatted(format));
    }
  }
}
