package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final ServiceNames services = new ServiceNames(this::pend);
  private final TypeNumbers types = new TypeNumbers();
  private final KnownSeries known = new KnownSeries();
  private final SeenTimes seenTimes = new SeenTimes();
  private final KnownReleases releases = new KnownReleases(this::pend);
  private final Forgetting forgetting =
      new Forgetting(services, known, seenTimes, releases, this::pend);
  private final Map<ByteBuffer, Put> pending = new LinkedHashMap<>();

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
    return List.copyOf(known.of(service));
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
    return known.label(service, label);
  }

  /** When windows of the series were seen, or one type of it; empty when never. */
  public synchronized Optional<Seen> seen(int series, int type) {
    return Optional.ofNullable(seenTimes.of(series).get(type));
  }

  /** When the series was seen, by number of the type; {@link RawKey#WINDOWS} stands for any. */
  public synchronized Map<Integer, Seen> seen(int series) {
    return Map.copyOf(seenTimes.of(series));
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
    for (Series series : known.of(service)) {
      Seen seen = seenTimes.of(series.id()).get(RawKey.WINDOWS);
      if (seen != null && seen.overlaps(fromSeconds, toSeconds)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a series of the service has this number. */
  synchronized boolean hasSeries(int service, int series) {
    return known.has(service, series);
  }

  /** The series that are summed up together have the same; most queries name all of them. */
  synchronized String groupOf(int series) {
    Series one = known.byNumber(series);
    return one == null ? "" : one.label("release") + '\n' + one.label("jdk");
  }

  /** The numbers of a service's series that lie between two. */
  synchronized List<Integer> seriesBetween(int service, int first, int last) {
    return known.between(service, first, last);
  }

  /** Where windows of the service and of this time may lie, by type and series. */
  synchronized List<RawRange> rangesIn(int service, long fromSeconds, long toSeconds) {
    List<RawRange> ranges = new ArrayList<>();
    for (Series series : known.of(service)) {
      seenTimes
          .of(series.id())
          .forEach(
              (type, seen) -> {
                if (seen.overlaps(fromSeconds, toSeconds)) {
                  ranges.add(
                      new RawRange(
                          service, type, series.id(), series.id(), fromSeconds, toSeconds));
                }
              });
    }
    ranges.sort(Comparator.comparingInt(RawRange::type).thenComparingInt(RawRange::firstSeries));
    return ranges;
  }

  /** The end of the newest window; -1 when there is none. */
  synchronized long newestMillis() {
    long last = known.all().stream().mapToLong(seenTimes::last).max().orElse(Long.MIN_VALUE);
    return last < 0 ? -1 : (last + WindowRecord.LENGTH_SECONDS) * 1000;
  }

  /** Whether a window of the target was stored. */
  public synchronized boolean knowsTarget(String targetId) {
    return known.hasTarget(targetId);
  }

  /** How many series there are. */
  public synchronized int seriesCount() {
    return known.size();
  }

  // What follows is for the committer's thread alone.

  /** The series of the batch, if it is known. */
  synchronized Optional<Series> find(WindowBatch batch) {
    return known.find(batch.targetId(), batch.labels());
  }

  /** The series of the batch, made when it is new. */
  synchronized Series seriesOf(WindowBatch batch, long nowMillis) {
    Optional<Series> there = known.find(batch.targetId(), batch.labels());
    if (there.isPresent()) {
      return there.get();
    }
    Optional<Integer> knownService = services.number(batch.service());
    forgetting.makeRoom(batch, knownService.isEmpty(), nowMillis / 1000);
    known.checkRoom(batch, knownService.orElse(0));
    int service = knownService.orElseGet(() -> services.add(batch.service(), batch.origin()));
    Series added = known.add(batch, service);
    pend(CatalogCodec.series(added));
    return added;
  }

  /**
   * The number of a type that the series has, made when it is new.
   *
   * @param origin who sends it
   */
  synchronized int typeOf(Series series, ProfileType type, String origin) {
    Optional<Integer> there = types.number(type);
    if (there.isPresent()) {
      return there.get();
    }
    if (hasManyTypes(series.service())) {
      throw new LimitExceededException(
          "service '%s' has %s profile types already; %s would be one more"
              .formatted(series.label("service"), MAX_TYPES_OF_SERVICE, TypeNumbers.text(type)));
    }
    int number = types.add(type, origin);
    pend(CatalogCodec.type(number, type));
    return number;
  }

  private boolean hasManyTypes(int service) {
    return known.of(service).stream()
            .flatMap(series -> seenTimes.of(series.id()).keySet().stream())
            .filter(type -> type != RawKey.WINDOWS)
            .distinct()
            .limit(MAX_TYPES_OF_SERVICE)
            .count()
        == MAX_TYPES_OF_SERVICE;
  }

  /** Notes a window of a series, and of one type of it. */
  synchronized void saw(Series series, int type, long windowSeconds) {
    Seen seen = new Seen(windowSeconds, windowSeconds);
    pend(CatalogCodec.seen(series.id(), type, seenTimes.add(series.id(), type, seen)));
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
    forgetting.seriesBefore(epochSeconds);
  }

  /** Forgets the services of which nothing is known but their name. */
  synchronized void forgetUnusedServices() {
    forgetting.unusedServices();
  }

  /** Whether sums of this time may be of series that had to make room. */
  synchronized boolean mayBeNameless(long windowSeconds) {
    return forgetting.mayBeNameless(windowSeconds);
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
    forgetting.putNamelessBefore(epochSeconds);
  }

  synchronized void addType(int id, ProfileType type) {
    types.put(id, type);
  }

  synchronized void addSeries(Series series) {
    known.put(series);
  }

  synchronized void addSeen(int series, int type, Seen seen) {
    seenTimes.add(series, type, seen);
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
