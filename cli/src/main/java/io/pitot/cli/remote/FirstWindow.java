package io.pitot.cli.remote;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tells a service that does not exist from one whose first window is on its way, and waits for the
 * second.
 */
public final class FirstWindow {
  private static final long POLL_MILLIS = 500;

  private final CollectorClient collector;
  private final Terminal terminal;

  public FirstWindow(CollectorClient collector, Terminal terminal) {
    this.collector = collector;
    this.terminal = terminal;
  }

  /**
   * Returns when each release of the service has data, or when none of it is being collected: then
   * the question itself will say what exists.
   *
   * @param releases none asks for the service as a whole
   * @throws Failure with {@link ExitCode#NOT_YET} when the first window is still being collected
   *     after {@code wait}
   */
  public void await(String service, List<String> releases, Duration wait) throws Failure {
    long deadlineNanos = System.nanoTime() + wait.toNanos();
    while (true) {
      Optional<String> collecting = collecting(service, releases);
      if (collecting.isEmpty()) {
        terminal.endProgress();
        return;
      }
      if (System.nanoTime() >= deadlineNanos) {
        throw new Failure(
            ExitCode.NOT_YET,
            collecting.get()
                + (wait.isZero()
                    ? ": ask again then, or let --wait do it"
                    : ": still after " + wait.toSeconds() + " s; 'pitot jvms' shows its state"));
      }
      terminal.progress(collecting.get());
      pause();
    }
  }

  private Optional<String> collecting(String service, List<String> releases) throws Failure {
    JsonNode answer = collector.get(Query.of("/api/v1/services"));
    if (releases.isEmpty()) {
      return stored(answer, service, null) ? Optional.empty() : line(answer, service, null);
    }
    for (String release : releases) {
      Optional<String> line =
          stored(answer, service, release) ? Optional.empty() : line(answer, service, release);
      if (line.isPresent()) {
        return line;
      }
    }
    return Optional.empty();
  }

  private static boolean stored(JsonNode answer, String service, @Nullable String release) {
    for (JsonNode row : answer.path("services")) {
      if (row.path("service").asString("").equals(service)) {
        return release == null
            || row.path("releases").valueStream().anyMatch(r -> r.asString("").equals(release));
      }
    }
    return false;
  }

  private static Optional<String> line(JsonNode answer, String service, @Nullable String release) {
    return answer
        .path("collecting")
        .valueStream()
        .map(Target::of)
        .filter(target -> target.service().equals(service))
        .filter(target -> release == null || target.release().equals(release))
        .findFirst()
        .map(target -> target.collecting(System.currentTimeMillis()));
  }

  private static void pause() throws Failure {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.FAILED, "interrupted while waiting for the first window", e);
    }
  }
}
