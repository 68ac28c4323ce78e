package io.pitot.collector.watch;

import io.pitot.collector.query.TimeRange;
import io.pitot.collector.store.Note;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * When releases were deployed, as somebody said. The same service, release and time twice is one
 * marker. Of a service the latest are kept, whatever their age; where there are markers of too many
 * services, those of the one that was deployed longest ago make room.
 */
public final class DeployLog {
  static final int MAX_BY_SERVICE = 1_000;
  static final int MAX_SERVICES = 10_000;

  private static final char KIND = 'd';
  private static final int LIMIT_SECONDS = 10;
  private static final TreeMap<String, Deploy> NONE = new TreeMap<>();

  private final ProfileStore store;
  private final Map<String, TreeMap<String, Deploy>> byService = new TreeMap<>();

  public DeployLog(ProfileStore store) {
    this.store = store;
    for (Note note : store.notes(KIND)) {
      Deploy deploy = NoteJson.read(note, Deploy.class);
      byService.computeIfAbsent(deploy.service(), s -> new TreeMap<>()).put(note.key(), deploy);
    }
  }

  /**
   * Keeps a marker; it is durable when this returns.
   *
   * @throws StoreUnavailableException when it cannot be kept now
   */
  public synchronized void add(Deploy deploy) {
    String service = deploy.service();
    String key =
        String.format(Locale.ROOT, "%s\0%020d\0%s", service, deploy.atMillis(), deploy.release());
    TreeMap<String, Deploy> ofService = new TreeMap<>(byService.getOrDefault(service, NONE));
    List<Note> notes = new ArrayList<>(List.of(NoteJson.of(KIND, key, deploy)));
    ofService.put(key, deploy);
    if (ofService.size() > MAX_BY_SERVICE) {
      notes.add(NoteJson.of(KIND, ofService.firstKey(), null));
      ofService.pollFirstEntry();
    }
    Optional<String> leaving =
        byService.containsKey(service) || byService.size() < MAX_SERVICES
            ? Optional.empty()
            : deployedLongestAgo();
    leaving.ifPresent(
        name ->
            byService
                .getOrDefault(name, NONE)
                .keySet()
                .forEach(old -> notes.add(NoteJson.of(KIND, old, null))));
    keep(notes);
    leaving.ifPresent(byService::remove);
    byService.put(service, ofService);
  }

  private Optional<String> deployedLongestAgo() {
    return byService.entrySet().stream()
        .min(Comparator.comparingLong(entry -> entry.getValue().lastEntry().getValue().atMillis()))
        .map(Map.Entry::getKey);
  }

  /**
   * The markers in the range, oldest first.
   *
   * @param service empty for all
   */
  public synchronized List<Deploy> in(String service, TimeRange range) {
    return byService.entrySet().stream()
        .filter(entry -> service.isEmpty() || entry.getKey().equals(service))
        .flatMap(entry -> entry.getValue().values().stream())
        .filter(d -> d.atMillis() >= range.fromMillis() && d.atMillis() < range.toMillis())
        .sorted(Comparator.comparingLong(Deploy::atMillis))
        .toList();
  }

  private void keep(List<Note> notes) {
    try {
      store.keep(notes).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("the collector is shutting down", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new StoreUnavailableException("cannot keep the marker: " + e, e);
    }
  }
}
