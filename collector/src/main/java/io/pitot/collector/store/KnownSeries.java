package io.pitot.collector.store;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The series and how they are found: by number, by what they are, by service, by label. Part of the
 * {@link Catalog}, which sees to it that one thread at a time is here.
 */
final class KnownSeries {
  private final Map<Integer, Map<Integer, Series>> ofService = new HashMap<>();
  private final Map<Integer, LabelIndex> labelsOfService = new HashMap<>();
  private final Map<Identity, Series> byIdentity = new HashMap<>();
  private final Map<Integer, Series> byNumber = new HashMap<>();
  private final Map<String, Integer> countOfTarget = new HashMap<>();
  private final SeriesBounds bounds = new SeriesBounds();
  private int last;

  private record Identity(String targetId, Map<String, String> labels) {
    private static Identity of(Series series) {
      return new Identity(series.targetId(), series.labels());
    }
  }

  int size() {
    return byIdentity.size();
  }

  Collection<Series> all() {
    return Collections.unmodifiableCollection(byIdentity.values());
  }

  Optional<Series> find(String targetId, Map<String, String> labels) {
    return Optional.ofNullable(byIdentity.get(new Identity(targetId, labels)));
  }

  @Nullable Series byNumber(int number) {
    return byNumber.get(number);
  }

  /** Those of a service in ascending order of number. */
  Collection<Series> of(int service) {
    return Collections.unmodifiableCollection(ofService.getOrDefault(service, Map.of()).values());
  }

  /** Those of a service whose numbers lie between two. */
  List<Integer> between(int service, int first, int last) {
    return ofService.getOrDefault(service, Map.of()).keySet().stream()
        .filter(number -> number >= first && number <= last)
        .toList();
  }

  boolean has(int service, int number) {
    return ofService.getOrDefault(service, Map.of()).containsKey(number);
  }

  boolean hasTarget(String targetId) {
    return countOfTarget.containsKey(targetId);
  }

  LabelIndex.Label label(int service, String name) {
    return labelsOfService.getOrDefault(service, new LabelIndex()).label(name);
  }

  /** Whether another would be too many, of all. */
  boolean isFull(Map<String, String> labels) {
    return bounds.isFull(labels);
  }

  /**
   * Checks that the batch's may be added.
   *
   * @param service its number; 0 for a new one
   */
  void checkRoom(WindowBatch batch, int service) {
    bounds.check(batch.service(), service, batch.labels(), batch.origin());
  }

  /** Gives the batch's a number. */
  Series add(WindowBatch batch, int service) {
    Series added = new Series(last + 1, service, batch.targetId(), batch.labels(), batch.origin());
    put(added);
    return added;
  }

  /** Takes what was stored. */
  void put(Series series) {
    byIdentity.put(Identity.of(series), series);
    byNumber.put(series.id(), series);
    countOfTarget.merge(series.targetId(), 1, Integer::sum);
    ofService.computeIfAbsent(series.service(), s -> new TreeMap<>()).put(series.id(), series);
    labelsOfService.computeIfAbsent(series.service(), s -> new LabelIndex()).add(series);
    last = Math.max(last, series.id());
    bounds.added(series);
  }

  void remove(Series series) {
    byIdentity.remove(Identity.of(series));
    byNumber.remove(series.id());
    bounds.removed(series);
    countOfTarget.computeIfPresent(series.targetId(), (t, n) -> n == 1 ? null : n - 1);
    ofService.getOrDefault(series.service(), Map.of()).remove(series.id());
    labelsOfService.getOrDefault(series.service(), new LabelIndex()).remove(series);
  }
}
