package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.Query;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An instance that is asked for things through the collector, written {@code SERVICE/INSTANCE}. */
record RemoteInstance(String service, String instance) {
  /** Empty when the text is something else, such as a pid. */
  static Optional<RemoteInstance> parse(String text) {
    int slash = text.indexOf('/');
    return slash <= 0 || slash == text.length() - 1
        ? Optional.empty()
        : Optional.of(new RemoteInstance(text.substring(0, slash), text.substring(slash + 1)));
  }

  /** Has it be looked at more closely for so long; it ends that by itself. */
  void drill(CollectorClient collector, Duration length) throws Failure {
    collector.postText(
        Query.of("/api/v1/drills"),
        "application/json",
        request().put("seconds", length.toSeconds()).toString());
  }

  /**
   * Fetches its recording; the file is replaced once all is there.
   *
   * @return its size
   */
  long fetch(CollectorClient collector, Duration last, Path file) throws Failure {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    try {
      Path partial = Files.createTempFile(folder, file.getFileName() + ".", ".part");
      try {
        try (OutputStream out = Files.newOutputStream(partial)) {
          collector.download(Query.of("/api/v1/recordings"), "application/json", lastOf(last), out);
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(partial);
      }
      return Files.size(file);
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot write %s: %s".formatted(file, e), e);
    }
  }

  private String lastOf(Duration last) {
    return request().put("lastSeconds", last.toSeconds()).toString();
  }

  private ObjectNode request() {
    return new JsonMapper().createObjectNode().put("service", service).put("instance", instance);
  }
}
