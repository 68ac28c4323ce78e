package io.pitot.collector.watch;

import io.pitot.collector.diff.DiffParameters;
import io.pitot.collector.diff.Finding;
import io.pitot.collector.diff.FrameNames;
import io.pitot.collector.diff.Verdict;
import io.pitot.collector.gate.Gate;
import io.pitot.collector.gate.GateAnswer;
import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.query.QueryLimitException;
import io.pitot.collector.query.UnknownNameException;
import io.pitot.collector.store.EndedThread;
import io.pitot.collector.store.Note;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreUnavailableException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares each new release with the one before while its data arrives. One thread makes one
 * comparison at a time, at the times and with the rates that {@link Looks} gives; what it finds is
 * durable before anybody is told. It rests after each, for where all services are released at once
 * their comparisons are due at once, while daemons wait to be acknowledged. After a restart it goes
 * on where it was.
 */
public final class ReleaseWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReleaseWatch.class);
  private static final char KIND = 'f';
  private static final int MAX_BY_SERVICE = 50;
  private static final int STORE_LIMIT_SECONDS = 30;

  private final ProfileStore store;
  private final Gate gate;
  private final GatePolicy policy;
  private final WatchConfig config;
  private final Looks looks;
  private final Outbox outbox;
  private final Clock clock;
  private final Thread thread = new Thread(this::run, "pitot-watch");
  private final Map<String, Map<String, Watched>> byService = new TreeMap<>();
  private volatile boolean closing;

  private ReleaseWatch(
      ProfileStore store,
      Gate gate,
      GatePolicy policy,
      WatchConfig config,
      Outbox outbox,
      Clock clock) {
    this.store = store;
    this.gate = gate;
    this.policy = policy;
    this.config = config;
    this.looks = new Looks(config.firstLook());
    this.outbox = outbox;
    this.clock = clock;
    for (Note note : store.notes(KIND)) {
      Watched watched = NoteJson.read(note, Watched.class);
      ofService(watched.service()).put(note.key(), watched);
    }
  }

  /** Goes on with what is stored, and starts to look unless the configuration says never. */
  public static ReleaseWatch start(
      ProfileStore store,
      Gate gate,
      GatePolicy policy,
      WatchConfig config,
      Outbox outbox,
      Clock clock) {
    ReleaseWatch watch = new ReleaseWatch(store, gate, policy, config, outbox, clock);
    if (!config.firstLook().isZero()) {
      watch.thread.start();
    }
    return watch;
  }

  /** The comparisons of a service, the latest look first. */
  public List<Watched> of(String service) {
    synchronized (byService) {
      return byService.getOrDefault(service, new TreeMap<>()).values().stream()
          .sorted(Comparator.comparingLong(Watched::lastLookMillis).reversed())
          .toList();
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    EndedThread.await(thread);
  }

  private void run() {
    while (!closing) {
      for (String service : store.catalog().services().keySet()) {
        if (!closing) {
          long beforeNanos = processorNanos();
          look(service);
          rest(config.restAfter(Duration.ofNanos(processorNanos() - beforeNanos)));
        }
      }
      rest(config.poll());
    }
  }

  /** Of this thread, so that a machine with much else to do makes no rest longer. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void rest(Duration length) {
    if (length.isZero() || closing) {
      return; // As a rule nothing was due: there may be thousands of services.
    }
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      // Only close() interrupts; who rests looks whether it did.
    }
  }

  private void look(String service) {
    try {
      Optional<ReleasePair> pair = ReleasePair.newest(store.catalog(), service);
      if (pair.isPresent()) {
        lookWhenDue(pair.get());
      }
    } catch (UnknownNameException | QueryLimitException | StoreUnavailableException e) {
      if (!closing) {
        log.warn("Cannot compare the releases of {} now: {}", service, e.getMessage());
      }
    } catch (RuntimeException e) {
      log.error("Cannot compare the releases of {}", service, e);
    }
  }

  private void lookWhenDue(ReleasePair pair) {
    Watched known = known(pair);
    if (known.dueSpanMillis() == 0 || pair.spanMillis() < known.dueSpanMillis()) {
      return;
    }
    String waiting = tooFew(pair);
    if (waiting != null) {
      rememberWaiting(known.waitingFor(waiting));
      return;
    }
    int number = known.looks() + 1;
    GateAnswer answer = gate.ask(pair.question(number), policy);
    Watched looked = after(known, pair, number, answer);
    keep(looked, newIn(known, looked));
    log.info(
        "Look {} of {} at {} {} against {}: {}",
        number,
        Looks.MOST,
        pair.service(),
        pair.candidate(),
        pair.base(),
        looked.verdict());
  }

  /** A look that cannot fail anything is not taken, so that it spends nothing. */
  private @Nullable String tooFew(ReleasePair pair) {
    Integer asked = policy.minInstances();
    int least = asked == null ? DiffParameters.DEFAULT.minInstances() : asked;
    long base = ReleasePair.instances(store.catalog(), pair.baseSide());
    long candidate = ReleasePair.instances(store.catalog(), pair.candidateSide());
    return Math.min(base, candidate) >= least
        ? null
        : "%s ran on %s instances and %s on %s; at least %s of each are needed"
            .formatted(pair.base(), base, pair.candidate(), candidate, least);
  }

  private Watched known(ReleasePair pair) {
    synchronized (byService) {
      Watched known = ofService(pair.service()).get(key(pair.base(), pair.candidate(), pair));
      return known != null
          ? known
          : Watched.begun(pair.service(), pair.base(), pair.candidate(), looks.next(0));
    }
  }

  private Watched after(Watched known, ReleasePair pair, int number, GateAnswer answer) {
    long now = clock.millis();
    double mde = answer.mdePoints();
    return new Watched(
        pair.service(),
        pair.base(),
        pair.candidate(),
        pair.mode(),
        number,
        pair.spanMillis(),
        number >= Looks.MOST ? 0 : looks.next(pair.spanMillis()),
        null,
        now,
        answer.verdict().name(),
        answer.reason(),
        Double.isFinite(mde) ? mde : null,
        findings(known, number, answer, now));
  }

  private static List<WatchedFinding> findings(
      Watched known, int number, GateAnswer answer, long now) {
    Map<String, WatchedFinding> after = new LinkedHashMap<>();
    for (GateAnswer.OfType type : answer.types()) {
      for (GateAnswer.Judged judged : type.findings()) {
        if (judged.fails() || judged.finding().kind() == Finding.Kind.IMPROVEMENT) {
          String id = id(known, type.type(), judged);
          after.putIfAbsent(
              id,
              known
                  .finding(id)
                  .map(earlier -> earlier.again(judged.finding(), number, now))
                  .orElseGet(
                      () -> WatchedFinding.first(id, type.type(), judged.finding(), number, now)));
        }
      }
    }
    for (WatchedFinding earlier : known.findings()) {
      boolean isToldOtherwise =
          earlier.state().equals(WatchedFinding.GONE) || !saw(answer, earlier);
      after.putIfAbsent(earlier.id(), isToldOtherwise ? earlier : earlier.missing(number, now));
    }
    return List.copyOf(after.values());
  }

  /** Whether the look could tell anything about the finding's type. */
  private static boolean saw(GateAnswer answer, WatchedFinding finding) {
    return answer.types().stream()
        .filter(type -> type.type().equals(finding.type()))
        .anyMatch(type -> type.answer().report().verdict() != Verdict.INCONCLUSIVE);
  }

  /** The same change of the same pair of releases, whatever the JVM numbered its frames. */
  private static String id(Watched of, String type, GateAnswer.Judged judged) {
    Finding finding = judged.finding();
    String application = finding.applicationFrame();
    String sign = finding.kind() == Finding.Kind.IMPROVEMENT ? "-" : "";
    return Fingerprint.of(
        of.service(),
        of.base(),
        of.candidate(),
        sign + type,
        FrameNames.comparable(finding.frame()),
        application == null ? "" : FrameNames.comparable(application));
  }

  /** What somebody has to be told: an improvement is shown and wakes nobody. */
  private static List<WatchedFinding> newIn(Watched before, Watched after) {
    return after.findings().stream()
        .filter(WatchedFinding::isRegression)
        .filter(finding -> before.finding(finding.id()).isEmpty())
        .toList();
  }

  /** What was found and who is to be told become durable together. */
  private void keep(Watched watched, List<WatchedFinding> found) {
    String key = key(watched);
    List<Note> notes = new ArrayList<>(List.of(NoteJson.of(KIND, key, watched)));
    List<Delivery> deliveries = outbox.prepare(watched, found);
    deliveries.forEach(delivery -> notes.add(Outbox.note(delivery)));
    synchronized (byService) {
      Map<String, Watched> ofService = ofService(watched.service());
      if (ofService.size() >= MAX_BY_SERVICE && !ofService.containsKey(key)) {
        oldest(ofService)
            .ifPresent(
                oldest -> {
                  ofService.remove(oldest);
                  notes.add(NoteJson.of(KIND, oldest, null));
                });
      }
    }
    write(notes);
    remember(watched);
    outbox.add(deliveries);
  }

  private void write(List<Note> notes) {
    try {
      store.keep(notes).toCompletableFuture().get(STORE_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("the collector is shutting down", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new StoreUnavailableException("cannot keep what was found: " + e, e);
    }
  }

  private void remember(Watched watched) {
    synchronized (byService) {
      ofService(watched.service()).put(key(watched), watched);
    }
  }

  /** Only the newest release of a service waits; one that was never looked at is then forgotten. */
  private void rememberWaiting(Watched watched) {
    synchronized (byService) {
      ofService(watched.service()).values().removeIf(other -> other.looks() == 0);
      remember(watched);
    }
  }

  private Map<String, Watched> ofService(String service) {
    return byService.computeIfAbsent(service, s -> new TreeMap<>());
  }

  private static Optional<String> oldest(Map<String, Watched> watched) {
    return watched.entrySet().stream()
        .min(Comparator.comparingLong(entry -> entry.getValue().lastLookMillis()))
        .map(Map.Entry::getKey);
  }

  private static String key(Watched watched) {
    return String.join("\0", watched.service(), watched.base(), watched.candidate());
  }

  private static String key(String base, String candidate, ReleasePair pair) {
    return String.join("\0", pair.service(), base, candidate);
  }
}
