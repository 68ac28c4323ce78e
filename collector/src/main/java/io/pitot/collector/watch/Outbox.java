package io.pitot.collector.watch;

import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.store.Note;
import io.pitot.collector.store.ProfileStore;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells webhooks of findings, each finding once. One thread posts one after the other and never
 * holds up whoever found something; what a webhook did not take is tried again with growing pauses,
 * and given up in the end. A crash between a post and its being noted makes it a second post, which
 * a receiver knows by its {@code Idempotency-Key}.
 */
public final class Outbox implements AutoCloseable {
  static final int MOST_ATTEMPTS = 8;

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final char KIND = 'h';
  private static final int MAX_KEPT = 10_000;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
  private static final long POLL_MILLIS = 250;

  private final ProfileStore store;
  private final Map<String, Receiver> receivers = new TreeMap<>();
  private final Duration firstRetry;
  private final Clock clock;
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(ANSWER_LIMIT)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final Thread thread = new Thread(this::run, "pitot-webhooks");
  private volatile boolean closing;

  private Outbox(ProfileStore store, List<Receiver> receivers, Duration firstRetry, Clock clock) {
    this.store = store;
    this.firstRetry = firstRetry;
    this.clock = clock;
    receivers.forEach(receiver -> this.receivers.put(receiver.id(), receiver));
    for (Note note : store.notes(KIND)) {
      deliveries.put(note.key(), NoteJson.read(note, Delivery.class));
    }
  }

  /**
   * Goes on with what is stored.
   *
   * @throws IllegalArgumentException when a webhook's address or secret is missing
   */
  public static Outbox start(
      ProfileStore store,
      GatePolicy policy,
      Map<String, String> environment,
      Duration firstRetry,
      Clock clock) {
    Outbox outbox =
        new Outbox(store, Receiver.of(policy.webhooks(), environment), firstRetry, clock);
    if (!outbox.receivers.isEmpty()) {
      outbox.thread.start();
    }
    return outbox;
  }

  /** The deliveries of a finding. */
  public List<Delivery> of(String finding) {
    synchronized (deliveries) {
      return deliveries.values().stream().filter(d -> d.finding().equals(finding)).toList();
    }
  }

  /** What has to be sent of these findings, still to be stored. */
  List<Delivery> prepare(Watched watched, List<WatchedFinding> found) {
    List<Delivery> prepared = new ArrayList<>();
    for (WatchedFinding finding : found) {
      receivers.forEach(
          (id, receiver) ->
              prepared.add(
                  new Delivery(
                      finding.id(),
                      id,
                      Optional.ofNullable(receiver.url().getHost()).orElse(""),
                      WebhookBody.of(receiver.format(), watched, finding),
                      Delivery.PENDING,
                      0,
                      clock.millis(),
                      null)));
    }
    return prepared;
  }

  static Note note(Delivery delivery) {
    return NoteJson.of(KIND, delivery.key(), delivery);
  }

  /** Takes what was prepared and stored. */
  void add(List<Delivery> stored) {
    List<Note> removed = new ArrayList<>();
    synchronized (deliveries) {
      stored.forEach(delivery -> deliveries.put(delivery.key(), delivery));
      List<String> oldest =
          deliveries.keySet().stream().limit(Math.max(0, deliveries.size() - MAX_KEPT)).toList();
      for (String key : oldest) {
        deliveries.remove(key);
        removed.add(NoteJson.of(KIND, key, null));
      }
    }
    if (!removed.isEmpty()) {
      keep(removed);
    }
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
        Optional<Delivery> due = due();
        if (due.isPresent()) {
          send(due.get());
        } else {
          TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
      } catch (InterruptedException e) {
        // Only close() interrupts; the loop looks whether it did.
      } catch (RuntimeException e) {
        log.error("A webhook could not be worked on", e);
      }
    }
  }

  private Optional<Delivery> due() {
    long now = clock.millis();
    synchronized (deliveries) {
      return deliveries.values().stream()
          .filter(d -> d.state().equals(Delivery.PENDING) && d.atMillis() <= now)
          .filter(d -> receivers.containsKey(d.webhook()))
          .min(Comparator.comparingLong(Delivery::atMillis));
    }
  }

  private void send(Delivery delivery) throws InterruptedException {
    Receiver receiver = receivers.get(delivery.webhook());
    if (receiver == null) {
      return;
    }
    String error = post(receiver, delivery);
    long now = clock.millis();
    Delivery after;
    if (error == null) {
      after = delivery.after(Delivery.DELIVERED, now, null);
    } else if (delivery.attempts() + 1 >= MOST_ATTEMPTS) {
      after = delivery.after(Delivery.FAILED, now, error);
      log.warn("Gave up to tell {}: {}", delivery.place(), error);
    } else {
      after = delivery.after(Delivery.PENDING, now + pauseMillis(delivery.attempts()), error);
    }
    synchronized (deliveries) {
      deliveries.put(after.key(), after);
    }
    keep(List.of(note(after)));
  }

  private long pauseMillis(int attempts) {
    return Math.min(LONGEST_PAUSE.toMillis(), firstRetry.toMillis() << Math.min(attempts, 20));
  }

  /** What went wrong; null when it was taken. */
  private @Nullable String post(Receiver receiver, Delivery delivery) throws InterruptedException {
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

  /** The state in memory holds meanwhile; after a crash the delivery is tried once more. */
  private void keep(List<Note> notes) {
    var unused =
        store
            .keep(notes)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null && !closing) {
                    log.warn("Cannot note what a webhook was told: {}", failure.toString());
                  }
                });
  }
}
