package io.pitot.collector.watch;

import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.store.Note;
import io.pitot.collector.store.ProfileStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What webhooks are to be told of findings, each finding once. What a webhook did not take is tried
 * again with growing pauses, and given up in the end. At most {@value #MOST_PENDING} wait: of more
 * the oldest are dropped, counted, and shown as dropped. A crash between a post and its being noted
 * makes it a second post, which a receiver knows by its {@code Idempotency-Key}.
 */
public final class Outbox implements AutoCloseable {
  static final int MOST_ATTEMPTS = 12;
  static final int MOST_PENDING = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final char KIND = 'h';
  private static final int MOST_KEPT = 10_000;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  private final ProfileStore store;
  private final Map<String, Receiver> receivers = new TreeMap<>();
  private final Duration firstRetry;
  private final Clock clock;
  private final List<Courier> couriers = new ArrayList<>();
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();

  private Outbox(ProfileStore store, List<Receiver> receivers, Duration firstRetry, Clock clock) {
    this.store = store;
    this.firstRetry = firstRetry;
    this.clock = clock;
    receivers.forEach(receiver -> this.receivers.put(receiver.id(), receiver));
    store.notes(KIND).stream()
        .map(note -> NoteJson.read(note, Delivery.class))
        .sorted(Comparator.comparingLong(Delivery::atMillis))
        .forEach(delivery -> deliveries.put(delivery.key(), delivery));
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
    outbox.receivers.values().forEach(to -> outbox.couriers.add(Courier.start(to, outbox)));
    return outbox;
  }

  /** The deliveries of a finding. */
  public List<Delivery> of(String finding) {
    synchronized (deliveries) {
      return deliveries.values().stream().filter(d -> d.finding().equals(finding)).toList();
    }
  }

  /** Since the start: attempts that were delivered, retried, failed for good, and drops. */
  public Map<String, Long> counts() {
    synchronized (deliveries) {
      Map<String, Long> all = new TreeMap<>(counts);
      all.put(Delivery.PENDING, pending());
      return all;
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
    List<Note> changed = new ArrayList<>();
    synchronized (deliveries) {
      stored.forEach(delivery -> deliveries.put(delivery.key(), delivery));
      dropOldest(changed);
      forgetOldest(changed);
    }
    if (!changed.isEmpty()) {
      keep(changed);
    }
  }

  /** The oldest delivery that the webhook should be sent now. */
  Optional<Delivery> due(String webhook) {
    long now = clock.millis();
    synchronized (deliveries) {
      return deliveries.values().stream()
          .filter(d -> d.isPending() && d.webhook().equals(webhook) && d.atMillis() <= now)
          .min(Comparator.comparingLong(Delivery::atMillis));
    }
  }

  /**
   * Notes an attempt.
   *
   * @param error null when the webhook took it
   */
  void tried(Delivery delivery, @Nullable String error) {
    long now = clock.millis();
    Delivery after;
    if (error == null) {
      after = delivery.delivered(now);
    } else if (delivery.attempts() + 1 >= MOST_ATTEMPTS) {
      after = delivery.failed(now, error);
      log.warn("Gave up to tell {}: {}", delivery.place(), error);
    } else {
      after = delivery.again(now + pauseMillis(delivery.attempts()), error);
    }
    synchronized (deliveries) {
      Delivery known = deliveries.get(after.key());
      if (after.isPending() && known != null && !known.isPending()) {
        return; // It was dropped meanwhile.
      }
      deliveries.put(after.key(), after);
      count(after.isPending() ? "retried" : after.state(), 1);
    }
    keep(List.of(note(after)));
  }

  @Override
  public void close() {
    couriers.forEach(Courier::close);
  }

  private void dropOldest(List<Note> changed) {
    long over = pending() - MOST_PENDING;
    if (over <= 0) {
      return;
    }
    List<Delivery> oldest =
        deliveries.values().stream().filter(Delivery::isPending).limit(over).toList();
    for (Delivery delivery : oldest) {
      Delivery dropped =
          delivery.dropped(clock.millis(), "more than %s were waiting".formatted(MOST_PENDING));
      deliveries.put(dropped.key(), dropped);
      changed.add(note(dropped));
    }
    count(Delivery.DROPPED, oldest.size());
    log.warn("{} messages to webhooks are dropped: more than {} wait", over, MOST_PENDING);
  }

  /** Of what is settled. */
  private void forgetOldest(List<Note> changed) {
    List<String> oldest =
        deliveries.values().stream()
            .filter(delivery -> !delivery.isPending())
            .limit(Math.max(0, deliveries.size() - MOST_KEPT))
            .map(Delivery::key)
            .toList();
    for (String key : oldest) {
      deliveries.remove(key);
      changed.add(NoteJson.of(KIND, key, null));
    }
  }

  private long pending() {
    return deliveries.values().stream().filter(Delivery::isPending).count();
  }

  private void count(String what, long more) {
    counts.merge(what, more, Long::sum);
  }

  private long pauseMillis(int attempts) {
    return Math.min(LONGEST_PAUSE.toMillis(), firstRetry.toMillis() << Math.min(attempts, 20));
  }

  /** The state in memory holds meanwhile; after a crash the delivery is tried once more. */
  private void keep(List<Note> notes) {
    var unused =
        store
            .keep(notes)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    log.warn("Cannot note what a webhook was told: {}", failure.toString());
                  }
                });
  }
}
