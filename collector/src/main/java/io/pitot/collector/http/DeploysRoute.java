package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.watch.Deploy;
import io.pitot.collector.watch.DeployLog;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/deploys}: markers of when a release was deployed. */
final class DeploysRoute {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> KEYS = Set.of("service", "release", "at", "url", "text");
  private static final int MAX_NAME = 256;
  private static final int MAX_TEXT = 2_000;

  private final DeployLog deploys;
  private final Clock clock;

  DeploysRoute(DeployLog deploys, Clock clock) {
    this.deploys = deploys;
    this.clock = clock;
  }

  private record DeploysJson(List<Deploy> deploys) {}

  void get(Context request) {
    Parameters parameters = new Parameters(request, clock);
    Json.answer(
        request,
        new DeploysJson(deploys.in(parameters.text("service"), parameters.rangeFrom("now-90d"))));
  }

  /** Takes JSON as JSON only, so that no page of another origin can send a marker. */
  void post(Context request) {
    String contentType = request.contentType();
    if (contentType == null || !contentType.startsWith("application/json")) {
      throw new InvalidQueryException("send the marker with 'Content-Type: application/json'");
    }
    Deploy deploy = deploy(body(request));
    deploys.add(deploy);
    request.status(HttpStatus.CREATED);
    Json.answer(request, deploy);
  }

  private Deploy deploy(JsonNode body) {
    for (String key : body.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw new InvalidQueryException(
            "'%s' means nothing here: there are %s"
                .formatted(key, String.join(", ", KEYS.stream().sorted().toList())));
      }
    }
    String at = body.path("at").asString("");
    long now = clock.millis();
    return new Deploy(
        required(body, "service"),
        required(body, "release"),
        at.isEmpty() ? now : TimeExpression.parseMillis("at", at, clock.instant()),
        url(body),
        bounded(body, "text", MAX_TEXT));
  }

  private static String required(JsonNode body, String key) {
    String value = bounded(body, key, MAX_NAME);
    if (value == null) {
      throw new InvalidQueryException(
          "'%s' is missing: send {\"service\":..., \"release\":...}".formatted(key));
    }
    return value;
  }

  /** An address that a person may follow from a page. */
  private static @Nullable String url(JsonNode body) {
    String url = bounded(body, "url", MAX_TEXT);
    if (url != null && !url.matches("https?://\\S+")) {
      throw new InvalidQueryException("'url' is '%s': expected http or https".formatted(url));
    }
    return url;
  }

  private static @Nullable String bounded(JsonNode body, String key, int most) {
    String value = body.path(key).asString("").strip();
    if (value.length() > most || value.indexOf('\0') >= 0) {
      throw new InvalidQueryException(
          "'%s' is longer than %s characters, or holds a NUL".formatted(key, most));
    }
    return value.isEmpty() ? null : value;
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
    throw new InvalidQueryException("the body has to be a JSON object");
  }
}
