package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The names behind the numbers: services, types, series with their labels, and when each was seen.
 * It is small and is held in memory; what changed is written in the same batch as the blocks that
 * need it, and stays pending until such a batch has succeeded: a name of a batch that failed stays,
 * because what failed to be written may still turn up after a restart. Numbers of services and
 * types are never given twice, and those of series not while a block may hold them. What is bounded
 * over all is bounded for each who sends, too ({@link FairShares}).
 *
 * <p>One thread changes it, any may read: the answers are copies.
 */
public final class Catalog {
  static final int MAX_TYPES = 1_024;

  /** So that no service takes the numbers that others need. */
  static final int MAX_TYPES_OF_SERVICE = 64;

  /**
   * Series and services may be forgotten when others need their place: longer than windows can be
   * kept.
   */
  private static final long KEEP_SECONDS = Duration.ofDays(4).toSeconds();

  /**
   * To look for those takes a while, which whoever sends new ones may not cost others each time.
   */
  private static final long LOOK_SECONDS = 60;

  private final ServiceNames services = new ServiceNames(this::pend);
  private final TypeNumbers types = new TypeNumbers();
  private final Map<Integer, Map<Integer, Series>> seriesOfService = new HashMap<>();
  private final Map<Integer, LabelIndex> labelsOfService = new HashMap<>();
  private final Map<Identity, Series> seriesByIdentity = new HashMap<>();
  private final Map<Integer, Series> seriesById = new HashMap<>();
  private final Map<String, Integer> seriesOfTarget = new HashMap<>();
  private final Map<Integer, Map<Integer, Seen>> seenOfSeries = new HashMap<>();
  private final KnownReleases releases = new KnownReleases(this::pend);
  private final SeriesBounds bounds = new SeriesBounds();
  private int lastSeries;
  private long namelessBefore;
  private long lastLookForSeries;
  private long lastLookForServices;

  private final Map<ByteBuffer, Put> pending = new LinkedHashMap<>();

  private record Identity(String targetId, Map<String, String> labels) {}

  Catalog(BlockStore blocks) {
    new CatalogCodec(blocks).readInto(this);
  }

  /** The number of the service, if there is one. */
  public synchronized Optional<Integer> service(String name) {
    return services.number(name);
  }

  /** All services by name, in order. */
  public synchronized Map<String, Integer> services() {
    return services.all();
  }

  /** All types by number. */
  public synchronized Map<Integer, ProfileType> types() {
    return types.all();
  }

  /** The series of a service in ascending order of number. */
  public synchronized List<Series> series(int service) {
    return List.copyOf(seriesOfService.getOrDefault(service, Map.of()).values());
  }

  /**
   * The numbers of a service's series of which a label has such a value; one that is missing is
   * empty. The answer belongs to the caller.
   */
  public BitSet seriesWith(int service, String label, Predicate<String> isAsked) {
    // Nobody may ask for long while batches wait for the lock.
    return valuesOf(service, label).with(isAsked);
  }

  private synchronized LabelIndex.Label valuesOf(int service, String label) {
    return labelsOfService.getOrDefault(service, new LabelIndex()).label(label);
  }

  /** When windows of the series were seen, or one type of it; empty when never. */
  public synchronized Optional<Seen> seen(int series, int type) {
    return Optional.ofNullable(seenOfSeries.getOrDefault(series, Map.of()).get(type));
  }

  /** When the series was seen, by number of the type; {@link RawKey#WINDOWS} stands for any. */
  public synchronized Map<Integer, Seen> seen(int series) {
    return Map.copyOf(seenOfSeries.getOrDefault(series, Map.of()));
  }

  /** The releases of a service, kept longer than their series. */
  public synchronized Map<String, Seen> releases(int service) {
    return releases.of(service);
  }

  /** When each instance of a release was seen, kept as long as the release. */
  public synchronized Map<String, Seen> instances(int service, String release) {
    return releases.instances(service, release);
  }

  /** Whether a window of the service may lie in this time. */
  synchronized boolean hasWindows(int service, long fromSeconds, long toSeconds) {
    for (int series : seriesOfService.getOrDefault(service, Map.of()).keySet()) {
      Seen seen = seenOfSeries.getOrDefault(series, Map.of()).get(RawKey.WINDOWS);
      if (seen != null && seen.overlaps(fromSeconds, toSeconds)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a series of the service has this number. */
  synchronized boolean hasSeries(int service, int series) {
    return seriesOfService.getOrDefault(service, Map.of()).containsKey(series);
  }

  /** The series that are summed up together have the same; most queries name all of them. */
  synchronized String groupOf(int series) {
    Series one = seriesById.get(series);
    return one == null ? "" : one.label("release") + '\n' + one.label("jdk");
  }

  /** The numbers of a service's series that lie between two. */
  synchronized List<Integer> seriesBetween(int service, int first, int last) {
    return seriesOfService.getOrDefault(service, Map.of()).keySet().stream()
        .filter(series -> series >= first && series <= last)
        .toList();
  }

  /** Where windows of the service and of this time may lie, by type and series. */
  synchronized List<RawRange> rangesIn(int service, long fromSeconds, long toSeconds) {
    List<RawRange> ranges = new ArrayList<>();
    for (int series : seriesOfService.getOrDefault(service, Map.of()).keySet()) {
      seenOfSeries
          .getOrDefault(series, Map.of())
          .forEach(
              (type, seen) -> {
                if (seen.overlaps(fromSeconds, toSeconds)) {
                  ranges.add(new RawRange(service, type, series, series, fromSeconds, toSeconds));
                }
              });
    }
    ranges.sort(Comparator.comparingInt(RawRange::type).thenComparingInt(RawRange::firstSeries));
    return ranges;
  }

  /** The end of the newest window; -1 when there is none. */
  synchronized long newestMillis() {
    long last =
        seriesByIdentity.values().stream().mapToLong(this::lastSeen).max().orElse(Long.MIN_VALUE);
    return last < 0 ? -1 : (last + WindowRecord.LENGTH_SECONDS) * 1000;
  }

  /** Whether a window of the target was stored. */
  public synchronized boolean knowsTarget(String targetId) {
    return seriesOfTarget.containsKey(targetId);
  }

  /** How many series there are. */
  public synchronized int seriesCount() {
    return seriesByIdentity.size();
  }

  // What follows is for the committer's thread alone.

  /** The series of the batch, made when it is new. */
  synchronized Series seriesOf(WindowBatch batch, long nowMillis) {
    Identity identity = new Identity(batch.targetId(), batch.labels());
    Series known = seriesByIdentity.get(identity);
    if (known != null) {
      return known;
    }
    Optional<Integer> knownService = services.number(batch.service());
    makeRoom(batch, knownService.isEmpty(), nowMillis / 1000);
    bounds.check(batch.service(), knownService.orElse(0), batch.labels(), batch.origin());
    int service = knownService.orElseGet(() -> services.add(batch.service(), batch.origin()));
    Series added =
        new Series(lastSeries + 1, service, batch.targetId(), batch.labels(), batch.origin());
    addSeries(added);
    pend(CatalogCodec.series(added));
    return added;
  }

  /**
   * The number of a type that the series has, made when it is new.
   *
   * @param origin who sends it
   */
  synchronized int typeOf(Series series, ProfileType type, String origin) {
    Optional<Integer> known = types.number(type);
    if (known.isPresent()) {
      return known.get();
    }
    if (hasManyTypes(series.service())) {
      throw new LimitExceededException(
          "service '%s' has %d profile types already; %s would be one more"
              .formatted(series.label("service"), MAX_TYPES_OF_SERVICE, TypeNumbers.text(type)));
    }
    int number = types.add(type, origin);
    pend(CatalogCodec.type(number, type));
    return number;
  }

  private boolean hasManyTypes(int service) {
    return seriesOfService.getOrDefault(service, Map.of()).keySet().stream()
            .flatMap(series -> seenOfSeries.getOrDefault(series, Map.of()).keySet().stream())
            .filter(type -> type != RawKey.WINDOWS)
            .distinct()
            .limit(MAX_TYPES_OF_SERVICE)
            .count()
        == MAX_TYPES_OF_SERVICE;
  }

  /** Notes a window of a series, and of one type of it. */
  synchronized void saw(Series series, int type, long windowSeconds) {
    Seen seen = new Seen(windowSeconds, windowSeconds);
    Seen merged = addSeen(series.id(), type, seen);
    pend(CatalogCodec.seen(series.id(), type, merged));
    if (type == RawKey.WINDOWS) {
      releases.saw(series, seen);
    }
  }

  /** Forgets the releases that were not seen for long. */
  synchronized void forgetReleasesBefore(long nowSeconds) {
    releases.forgetBefore(nowSeconds);
  }

  /** Forgets the series that have no window from this time on. */
  synchronized void forgetSeriesBefore(long epochSeconds) {
    for (Series series : List.copyOf(seriesByIdentity.values())) {
      if (lastSeen(series) < epochSeconds) {
        forgetSeries(series);
      }
    }
  }

  /** Forgets the services of which nothing is known but their name. */
  synchronized void forgetUnusedServices() {
    services
        .all()
        .forEach(
            (name, number) -> {
              if (series(number).isEmpty() && releases.lastSeen(number).isEmpty()) {
                services.forget(name);
              }
            });
  }

  private void makeRoom(WindowBatch batch, boolean isNewService, long nowSeconds) {
    // Neither a clock that is ahead nor a window that is makes much old.
    long old = Math.min(nowSeconds, batch.startSeconds()) - KEEP_SECONDS;
    if (isNewService && services.isFull() && isDue(lastLookForServices, nowSeconds)) {
      lastLookForServices = nowSeconds;
      forgetOldestServices(old);
    }
    if (bounds.isFull(batch.labels()) && isDue(lastLookForSeries, nowSeconds)) {
      lastLookForSeries = nowSeconds;
      forgetOldestSeries(old);
    }
  }

  /** A clock may be set back. */
  private static boolean isDue(long lastSeconds, long nowSeconds) {
    return Math.abs(nowSeconds - lastSeconds) >= LOOK_SECONDS;
  }

  /** Makes room where instances come and go: old sums without their series cannot be found. */
  private void forgetOldestSeries(long beforeSeconds) {
    sumsAreLeft(beforeSeconds);
    seriesByIdentity.values().stream()
        .filter(series -> lastSeen(series) < beforeSeconds)
        .sorted(Comparator.comparingLong(this::lastSeen))
        .limit(SeriesBounds.MAX_SERIES / 100)
        .toList()
        .forEach(this::forgetSeries);
  }

  /** The same where names of services come and go. */
  private void forgetOldestServices(long beforeSeconds) {
    sumsAreLeft(beforeSeconds);
    Map<String, Long> lastSeen = new HashMap<>();
    services.all().forEach((name, number) -> lastSeen.put(name, lastSeenService(number)));
    lastSeen.entrySet().stream()
        .filter(service -> service.getValue() < beforeSeconds)
        .sorted(Map.Entry.comparingByValue())
        .limit(ServiceNames.MAX / 100)
        .forEach(
            service -> {
              int number = services.number(service.getKey()).orElseThrow();
              series(number).forEach(this::forgetSeries);
              releases.forget(number);
              services.forget(service.getKey());
            });
  }

  /** What is forgotten before its time leaves sums that have no name any more. */
  private void sumsAreLeft(long beforeSeconds) {
    namelessBefore = Math.max(namelessBefore, beforeSeconds);
    pend(CatalogCodec.namelessBefore(namelessBefore));
  }

  /** Whether sums of this time may be of series that had to make room. */
  synchronized boolean mayBeNameless(long windowSeconds) {
    return windowSeconds < namelessBefore;
  }

  private long lastSeenService(int service) {
    return Math.max(
        releases.lastSeen(service).orElse(Long.MIN_VALUE),
        seriesOfService.getOrDefault(service, Map.of()).values().stream()
            .mapToLong(this::lastSeen)
            .max()
            .orElse(Long.MIN_VALUE));
  }

  private long lastSeen(Series series) {
    return seenOfSeries.getOrDefault(series.id(), Map.of()).values().stream()
        .mapToLong(Seen::lastSeconds)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  private void forgetSeries(Series series) {
    seriesByIdentity.remove(new Identity(series.targetId(), series.labels()));
    seriesById.remove(series.id());
    bounds.removed(series);
    seriesOfTarget.computeIfPresent(series.targetId(), (t, n) -> n == 1 ? null : n - 1);
    seriesOfService.getOrDefault(series.service(), Map.of()).remove(series.id());
    labelsOfService.computeIfPresent(
        series.service(),
        (service, labels) -> {
          labels.remove(series);
          return labels;
        });
    pend(CatalogCodec.removed(CatalogCodec.series(series)));
    Map<Integer, Seen> seen = seenOfSeries.remove(series.id());
    if (seen != null) {
      seen.forEach(
          (type, s) -> pend(CatalogCodec.removed(CatalogCodec.seen(series.id(), type, s))));
    }
  }

  /** What is not durable yet. */
  synchronized Collection<Put> pending() {
    return new ArrayList<>(pending.values());
  }

  /** All that was {@link #pending} is durable. */
  synchronized void pendingIsDurable() {
    pending.clear();
  }

  synchronized void addService(int id, String name) {
    services.put(id, name);
  }

  synchronized void addNamelessBefore(long epochSeconds) {
    namelessBefore = epochSeconds;
  }

  synchronized void addType(int id, ProfileType type) {
    types.put(id, type);
  }

  synchronized void addSeries(Series series) {
    seriesByIdentity.put(new Identity(series.targetId(), series.labels()), series);
    seriesById.put(series.id(), series);
    seriesOfTarget.merge(series.targetId(), 1, Integer::sum);
    seriesOfService
        .computeIfAbsent(series.service(), s -> new TreeMap<>())
        .put(series.id(), series);
    labelsOfService.computeIfAbsent(series.service(), s -> new LabelIndex()).add(series);
    lastSeries = Math.max(lastSeries, series.id());
    bounds.added(series);
  }

  synchronized Seen addSeen(int series, int type, Seen seen) {
    return seenOfSeries.computeIfAbsent(series, s -> new HashMap<>()).merge(type, seen, Seen::with);
  }

  synchronized void addRelease(int service, String release, Seen seen) {
    releases.add(service, release, seen);
  }

  synchronized void addInstance(int service, String release, String instance, Seen seen) {
    releases.addInstance(service, release, instance, seen);
  }

  private void pend(Put put) {
    pending.put(ByteBuffer.wrap(put.key()), put);
  }
}
