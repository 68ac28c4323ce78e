package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pitot.collector.ingest.RecordingRefusedException;
import io.pitot.collector.ingest.Recordings;
import io.pitot.collector.ingest.ReportedTarget;
import io.pitot.collector.ingest.TargetBoard;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.query.UnknownNameException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/v1/recordings}: the last minutes of a JVM as a recording, from the daemon of its
 * node. JSON as JSON only, so that no page of another origin can ask.
 */
final class RecordingsRoute {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> KEYS = Set.of("service", "instance", "lastSeconds");
  private static final int LONGEST_SECONDS = 24 * 3600;
  private static final int USUAL_SECONDS = 300;

  private final Recordings recordings;
  private final TargetBoard board;

  RecordingsRoute(Recordings recordings, TargetBoard board) {
    this.recordings = recordings;
    this.board = board;
  }

  void post(Context request) {
    JsonNode body = body(request);
    ReportedTarget target = target(text(body, "service"), text(body, "instance"));
    Duration last = Duration.ofSeconds(lastSeconds(body));
    try {
      Path file = recordings.fetch(target, last, request.ip());
      request.header("Content-Disposition", "attachment; filename=\"%s\"".formatted(name(target)));
      InputStream content = Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
      try (content;
          OutputStream out = request.contentType("application/octet-stream").outputStream()) {
        content.transferTo(out);
      }
    } catch (RecordingRefusedException e) {
      Problem.of(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage())).answer(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "the collector is shutting down").answer(request);
    }
  }

  private ReportedTarget target(String service, String instance) {
    List<ReportedTarget> found =
        board.targets().stream()
            .filter(t -> t.label("service").equals(service))
            .filter(t -> t.label("instance").equals(instance))
            .toList();
    return found.stream()
        .filter(ReportedTarget::isAlive)
        .findFirst()
        .or(() -> found.stream().findFirst())
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "no daemon reports an instance '%s' of '%s': /api/v1/targets lists them"
                        .formatted(instance, service)));
  }

  private static String name(ReportedTarget target) {
    String name = target.label("service") + "-" + target.label("instance");
    return name.replaceAll("[^A-Za-z0-9._-]", "_") + ".jfr";
  }

  private static int lastSeconds(JsonNode body) {
    int seconds = body.path("lastSeconds").asInt(body.has("lastSeconds") ? 0 : USUAL_SECONDS);
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw new InvalidQueryException(
          "'lastSeconds' has to be a number from 1 to %d".formatted(LONGEST_SECONDS));
    }
    return seconds;
  }

  private static String text(JsonNode body, String key) {
    String value = body.path(key).asString("");
    if (value.isEmpty()) {
      throw new InvalidQueryException(
          "'%s' is missing: send {\"service\":..., \"instance\":..., \"lastSeconds\":300}"
              .formatted(key));
    }
    return value;
  }

  private static JsonNode body(Context request) {
    String contentType = request.contentType();
    if (contentType == null || !contentType.startsWith("application/json")) {
      throw new InvalidQueryException("send the request with 'Content-Type: application/json'");
    }
    try {
      JsonNode body = JSON.readTree(request.body());
      for (String key : body.propertyNames()) {
        if (!KEYS.contains(key)) {
          throw new InvalidQueryException("'%s' means nothing here".formatted(key));
        }
      }
      return body;
    } catch (JacksonException e) {
      throw new InvalidQueryException("the body is no JSON: " + e.getOriginalMessage());
    }
  }
}
