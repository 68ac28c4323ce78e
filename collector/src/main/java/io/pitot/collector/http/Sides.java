package io.pitot.collector.http;

import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.LabelMatcher;
import io.pitot.collector.query.MatchExpression;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.UnknownNameException;
import io.pitot.collector.store.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The two sides of a comparison, from the parameters of a request. */
final class Sides {
  private final Catalog catalog;

  Sides(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * One side.
   *
   * @param arm {@code base} or {@code candidate}, with which its own parameters begin
   * @param release empty for none in particular
   */
  CompareQuery.Side side(Parameters parameters, String arm, String release) {
    String service = parameters.required("service");
    String match = parameters.text(arm + "Match");
    List<LabelMatcher> matchers = new ArrayList<>(MatchExpression.parse(parameters.text("match")));
    matchers.addAll(MatchExpression.parse(match));
    if (!release.isEmpty()) {
      requireRelease(service, release);
      matchers.add(LabelMatcher.equal("release", release));
    }
    String label = !release.isEmpty() ? release : match.isEmpty() ? arm : match;
    return new CompareQuery.Side(
        label, new Selection(service, matchers, parameters.range(arm + "From", arm + "To")));
  }

  void requireRelease(String service, String release) {
    Map<String, ?> known =
        catalog.service(service).map(number -> catalog.releases(number)).orElse(Map.of());
    if (!known.isEmpty() && !known.containsKey(release)) {
      throw new UnknownNameException(
          "service '%s' has no release '%s'; there are the releases %s"
              .formatted(
                  service, release, String.join(", ", known.keySet().stream().sorted().toList())));
    }
  }
}
