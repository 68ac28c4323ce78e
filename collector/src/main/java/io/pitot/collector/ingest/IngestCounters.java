package io.pitot.collector.ingest;

import io.pitot.collector.store.WindowBatch;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What came in since the collector was started. The reasons are bounded; what exceeds is other. */
public final class IngestCounters {
  private static final int MAX_REASONS = 64;

  private final LongAdder accepted = new LongAdder();
  private final LongAdder entries = new LongAdder();
  private final LongAdder reportsCut = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> losses = new ConcurrentHashMap<>();
  private final Arrivals arrivals;

  IngestCounters(Clock clock) {
    arrivals = new Arrivals(clock);
  }

  /** Batches that are durable. */
  public long accepted() {
    return accepted.sum();
  }

  /** Rows in them. */
  public long entries() {
    return entries.sum();
  }

  /** Targets that a report named and that were left out of the board. */
  public long reportedTargetsLeftOut() {
    return reportsCut.sum();
  }

  /** Batches that were refused, by reason. */
  public Map<String, Long> refused() {
    return sums(refused);
  }

  /** What daemons said was lost, by reason. */
  public Map<String, Long> losses() {
    return sums(losses);
  }

  /** What came of the service last: a page that shows it knows by this that there is more. */
  public Arrival arrival(String service) {
    return arrivals.of(service);
  }

  void countAccepted(WindowBatch batch) {
    accepted.increment();
    arrivals.arrived(batch.service());
    batch.rows().forEach(rows -> entries.add(rows.node().length));
    batch.losses().forEach(loss -> add(losses, loss.reason(), loss.count()));
  }

  void countRefused(String reason) {
    add(refused, reason, 1);
  }

  void countReportedTargetsLeftOut(long count) {
    reportsCut.add(count);
  }

  private static void add(Map<String, LongAdder> counters, String reason, long count) {
    String key = counters.containsKey(reason) || counters.size() < MAX_REASONS ? reason : "other";
    counters.computeIfAbsent(key, k -> new LongAdder()).add(count);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counters) {
    Map<String, Long> sums = new TreeMap<>();
    counters.forEach((reason, count) -> sums.put(reason, count.sum()));
    return sums;
  }
}
