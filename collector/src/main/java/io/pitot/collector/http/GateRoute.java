package io.pitot.collector.http;

import io.javalin.http.Context;
import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.gate.PolicyException;
import io.pitot.collector.gate.PolicyFile;
import io.pitot.collector.gate.Releases;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.store.Catalog;
import java.time.Clock;

/**
 * {@code /api/v1/gate}: whether a rollout may go on. The status is 200 whatever the verdict, so
 * that tools read it from the body; GET asks by the collector's policy, POST by the one it carries.
 */
final class GateRoute {
  /** Rollout tools give up after ten seconds unless told otherwise. */
  private static final int USUAL_LIMIT_SECONDS = 8;

  private static final int MAX_LIMIT_SECONDS = 55;

  private final GateDesk desk;
  private final Catalog catalog;
  private final Sides sides;
  private final Clock clock;

  GateRoute(GateDesk desk, Catalog catalog, Clock clock) {
    this.desk = desk;
    this.catalog = catalog;
    this.sides = new Sides(catalog);
    this.clock = clock;
  }

  void get(Context request) {
    answer(request, desk.policy());
  }

  void post(Context request) {
    try {
      answer(request, PolicyFile.parse(request.body()));
    } catch (PolicyException e) {
      throw new InvalidQueryException("the policy is wrong: " + e.getMessage());
    }
  }

  private void answer(Context request, GatePolicy policy) {
    Parameters parameters = new Parameters(request, clock);
    long limit = parameters.number("timeoutSeconds", USUAL_LIMIT_SECONDS, 1, MAX_LIMIT_SECONDS);
    Json.answer(request, desk.answer(question(parameters), policy, limit));
  }

  private Gate.Question question(Parameters parameters) {
    String service = parameters.required("service");
    String candidate = parameters.text("candidate");
    String base = parameters.text("base");
    if (candidate.isEmpty() && parameters.text("candidateMatch").isEmpty()) {
      candidate = Releases.newest(catalog, service);
    }
    if (base.isEmpty() && parameters.text("baseMatch").isEmpty()) {
      base = Releases.before(catalog, service, candidate);
    }
    CompareQuery.Side baseSide = sides.side(parameters, "base", base);
    CompareQuery.Side candidateSide = sides.side(parameters, "candidate", candidate);
    if (baseSide.selection().equals(candidateSide.selection())) {
      throw new InvalidQueryException("base and candidate select the same: give two releases");
    }
    String improved = parameters.text("expectImprovement");
    return new Gate.Question(
        baseSide, candidateSide, parameters.texts("type"), improved.isEmpty() ? null : improved, 1);
  }
}
