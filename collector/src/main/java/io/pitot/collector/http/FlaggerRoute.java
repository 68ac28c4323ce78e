package io.pitot.collector.http;

import io.javalin.http.Context;
import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.Releases;
import io.pitot.collector.query.CompareQuery;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.query.LabelMatcher;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.store.Catalog;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/v1/gate/flagger}: the gate as a webhook of Flagger, which goes on at 200 and
 * halts at anything else. The body is {@code {name, namespace, phase, metadata}}.
 */
final class FlaggerRoute {
  /** PASS. */
  private static final int GO_ON = 200;

  /** FAIL. */
  private static final int HALT = 412;

  /** INCONCLUSIVE: ask again when there is more to compare. */
  private static final int NOT_YET = 425;

  private static final int LIMIT_SECONDS = 8;
  private static final Set<String> KEYS =
      Set.of("service", "base", "candidate", "type", "from", "to", "expectImprovement");
  private static final JsonMapper JSON = new JsonMapper();

  private final GateDesk desk;
  private final Catalog catalog;
  private final Sides sides;
  private final Clock clock;

  FlaggerRoute(GateDesk desk, Catalog catalog, Clock clock) {
    this.desk = desk;
    this.catalog = catalog;
    this.sides = new Sides(catalog);
    this.clock = clock;
  }

  void post(Context request) {
    JsonNode body = body(request);
    Map<String, String> metadata = metadata(body.path("metadata"));
    String service = metadata.getOrDefault("service", body.path("name").asString(""));
    if (service.isEmpty()) {
      throw new InvalidQueryException(
          "neither 'name' nor metadata.service says which service is meant");
    }
    String candidate =
        metadata.containsKey("candidate")
            ? metadata.get("candidate")
            : Releases.newest(catalog, service);
    String base =
        metadata.containsKey("base")
            ? metadata.get("base")
            : Releases.before(catalog, service, candidate);
    if (base.equals(candidate)) {
      throw new InvalidQueryException(
          "metadata.base and metadata.candidate are both '%s'".formatted(base));
    }
    List<String> types =
        Arrays.stream(metadata.getOrDefault("type", "").split(",", -1))
            .map(String::strip)
            .filter(type -> !type.isEmpty())
            .toList();
    @Nullable String improved = metadata.get("expectImprovement");
    GateJson answer =
        desk.answer(
            new Gate.Question(
                side(service, base, metadata),
                side(service, candidate, metadata),
                types,
                improved,
                1),
            desk.policy(),
            LIMIT_SECONDS);
    request.status(
        switch (answer.verdict()) {
          case "PASS" -> GO_ON;
          case "FAIL" -> HALT;
          default -> NOT_YET;
        });
    Json.answer(request, answer);
  }

  private CompareQuery.Side side(String service, String release, Map<String, String> metadata) {
    sides.requireRelease(service, release);
    Instant now = clock.instant();
    TimeRange range =
        new TimeRange(
            TimeExpression.parseMillis("from", metadata.getOrDefault("from", "now-1h"), now),
            TimeExpression.parseMillis("to", metadata.getOrDefault("to", "now"), now));
    return new CompareQuery.Side(
        release, new Selection(service, List.of(LabelMatcher.equal("release", release)), range));
  }

  private static JsonNode body(Context request) {
    try {
      JsonNode body = JSON.readTree(request.body());
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException e) {
      throw new InvalidQueryException("the body is no JSON: " + e.getOriginalMessage());
    }
    throw new InvalidQueryException(
        "the body has to be an object as Flagger sends it: {name, namespace, phase, metadata}");
  }

  private static Map<String, String> metadata(JsonNode node) {
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!KEYS.contains(entry.getKey())) {
        throw new InvalidQueryException(
            "metadata.%s means nothing here: there are %s"
                .formatted(entry.getKey(), String.join(", ", KEYS.stream().sorted().toList())));
      }
      String value = entry.getValue().asString("").strip();
      if (!value.isEmpty()) {
        metadata.put(entry.getKey(), value);
      }
    }
    return metadata;
  }
}
