package io.pitot.collector.watch;

import io.pitot.collector.query.TimeRange;
import io.pitot.collector.store.Note;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * When releases were deployed, as somebody said. The same service, release and time twice is one
 * marker. Of a service the latest are kept, whatever their age.
 */
public final class DeployLog {
  static final int MAX_BY_SERVICE = 1_000;
  static final int MAX_SERVICES = 10_000;

  private static final char KIND = 'd';
  private static final int LIMIT_SECONDS = 10;

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
    if (!byService.containsKey(deploy.service()) && byService.size() >= MAX_SERVICES) {
      throw new StoreUnavailableException(
          "there are markers of %d services already".formatted(MAX_SERVICES));
    }
    String key = "%s\0%020d\0%s".formatted(deploy.service(), deploy.atMillis(), deploy.release());
    List<Note> notes = new ArrayList<>(List.of(NoteJson.of(KIND, key, deploy)));
    TreeMap<String, Deploy> ofService =
        byService.computeIfAbsent(deploy.service(), s -> new TreeMap<>());
    boolean isFull = ofService.size() >= MAX_BY_SERVICE && !ofService.containsKey(key);
    if (isFull) {
      notes.add(NoteJson.of(KIND, ofService.firstKey(), null));
    }
    keep(notes);
    if (isFull) {
      ofService.pollFirstEntry();
    }
    ofService.put(key, deploy);
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
