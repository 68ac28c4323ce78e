package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.pitot.collector.ingest.RecordingRefusedException;
import io.pitot.collector.ingest.Recordings;
import io.pitot.collector.ingest.ReportedTarget;
import io.pitot.collector.ingest.TargetBoard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;

/**
 * {@code POST /api/v1/recordings}: the last minutes of a JVM as a recording, from the daemon of its
 * node.
 */
final class RecordingsRoute {
  private static final Set<String> KEYS = Set.of("service", "instance", "lastSeconds");
  private static final String EXAMPLE = "{\"service\":..., \"instance\":..., \"lastSeconds\":300}";
  private static final int LONGEST_SECONDS = 24 * 3600;
  private static final int USUAL_SECONDS = 300;

  private final Recordings recordings;
  private final TargetBoard board;

  RecordingsRoute(Recordings recordings, TargetBoard board) {
    this.recordings = recordings;
    this.board = board;
  }

  void post(Context request) {
    JsonBody body = JsonBody.of(request, KEYS, EXAMPLE);
    ReportedTarget target = NamedTarget.in(board, body);
    Duration last = Duration.ofSeconds(body.number("lastSeconds", USUAL_SECONDS, LONGEST_SECONDS));
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

  private static String name(ReportedTarget target) {
    String name = target.label("service") + "-" + target.label("instance");
    return name.replaceAll("[^A-Za-z0-9._-]", "_") + ".jfr";
  }
}
