package io.pitot.collector.http;

import io.javalin.http.Context;
import io.pitot.collector.query.InvalidQueryException;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON object of a POST. JSON as JSON only, so that no page of another origin can ask.
 *
 * @param example what to send, for whoever sent something else
 */
record JsonBody(JsonNode json, String example) {
  private static final JsonMapper JSON = new JsonMapper();

  static JsonBody of(Context request, Set<String> keys, String example) {
    String contentType = request.contentType();
    if (contentType == null || !contentType.startsWith("application/json")) {
      throw new InvalidQueryException("send the request with 'Content-Type: application/json'");
    }
    try {
      JsonNode json = JSON.readTree(request.body());
      if (!json.isObject()) {
        throw new InvalidQueryException("the body has to be a JSON object: send " + example);
      }
      for (String key : json.propertyNames()) {
        if (!keys.contains(key)) {
          throw new InvalidQueryException("'%s' means nothing here".formatted(key));
        }
      }
      return new JsonBody(json, example);
    } catch (JacksonException e) {
      throw new InvalidQueryException("the body is no JSON: " + e.getOriginalMessage());
    }
  }

  /** Empty when it is not there. */
  String text(String key) {
    return json.path(key).asString("");
  }

  String requiredText(String key) {
    String value = text(key);
    if (value.isEmpty()) {
      throw new InvalidQueryException("'%s' is missing: send %s".formatted(key, example));
    }
    return value;
  }

  int number(String key, int usual, int most) {
    int number = json.path(key).asInt(json.has(key) ? 0 : usual);
    if (number < 1 || number > most) {
      throw new InvalidQueryException("'%s' has to be a number from 1 to %s".formatted(key, most));
    }
    return number;
  }
}
