package io.pitot.collector.watch;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts what is due for one webhook, one after the other, on a thread of its own: a webhook that
 * does not answer holds up no other.
 */
final class Courier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 250;

  private final Receiver receiver;
  private final Outbox outbox;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(ANSWER_LIMIT)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final Thread thread = new Thread(this::run, "pitot-webhook");
  private volatile boolean closing;

  private Courier(Receiver receiver, Outbox outbox) {
    this.receiver = receiver;
    this.outbox = outbox;
  }

  static Courier start(Receiver receiver, Outbox outbox) {
    Courier courier = new Courier(receiver, outbox);
    courier.thread.start();
    return courier;
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      try {
        Optional<Delivery> due = outbox.due(receiver.id());
        if (due.isPresent()) {
          String error = post(due.get());
          outbox.tried(due.get(), error);
        } else {
          TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
      } catch (InterruptedException e) {
        // Only close() interrupts; the loop looks whether it did.
      } catch (RuntimeException e) {
        log.error("A webhook could not be worked on", e);
        pauseAfterBug();
      }
    }
  }

  /** So that what fails each time does not fill the log. */
  private void pauseAfterBug() {
    try {
      TimeUnit.SECONDS.sleep(ANSWER_LIMIT.toSeconds());
    } catch (InterruptedException e) {
      // Only close() interrupts; the loop looks whether it did.
    }
  }

  /** What went wrong; null when it was taken. */
  private @Nullable String post(Delivery delivery) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(receiver.url())
            .timeout(ANSWER_LIMIT)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", delivery.finding())
            .POST(HttpRequest.BodyPublishers.ofString(delivery.body(), StandardCharsets.UTF_8));
    if (receiver.secret() != null) {
      request.header(receiver.secretHeader(), receiver.secret());
    }
    try {
      HttpResponse<Void> response =
          http.send(request.build(), HttpResponse.BodyHandlers.discarding());
      return response.statusCode() / 100 == 2 ? null : "HTTP " + response.statusCode();
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }
}
