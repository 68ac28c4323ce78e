package io.pitot.collector.query;

import io.pitot.collector.store.ProfileStore;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** All services at one look: what each of them uses, and what is wrong with it. */
public final class FleetQuery {
  private static final List<String> LOADS = List.of("cpu_jvm_user_ppm", "cpu_jvm_system_ppm");
  private static final Set<String> WAITS = Set.of("lock", "map", "pool", "stall");

  private final ServicesQuery services;
  private final WhyQuery why;
  private final PausesQuery pauses;
  private final VitalsQuery vitals;
  private final TimelineQuery timeline;

  public FleetQuery(ProfileStore store) {
    this.services = new ServicesQuery(store);
    this.why = new WhyQuery(store);
    this.pauses = new PausesQuery(store);
    this.vitals = new VitalsQuery(store);
    this.timeline = new TimelineQuery(store);
  }

  /**
   * What is known of one service.
   *
   * @param verdict why its threads did not run, as of {@link WhyQuery}
   * @param weight threads that the weightiest answer held up at any time
   * @param cpu of the machines of its instances, on average: 1 is all of one machine; negative
   *     where nothing was measured
   * @param allocBytesPerSecond of all instances together
   * @param waitingThreads held up at any time in all instances together, net of pauses
   * @param pausedPart of the time that its JVMs stood still
   */
  public record Figures(
      String verdict,
      String sentence,
      double weight,
      double cpu,
      double allocBytesPerSecond,
      double waitingThreads,
      double pausedPart) {}

  /**
   * The services of the range.
   *
   * @param services those that were seen last, and no more of them than the limit
   * @param leftOut services beyond the limit
   */
  public record Listed(List<ServicesQuery.Service> services, int leftOut) {}

  /** From the catalog alone: costs next to nothing. */
  public Listed list(TimeRange range, int limit) {
    List<ServicesQuery.Service> all = services.services(range);
    List<ServicesQuery.Service> listed =
        all.stream()
            .sorted(Comparator.comparingLong(ServicesQuery.Service::lastSeenMillis).reversed())
            .limit(limit)
            .toList();
    return new Listed(listed, all.size() - listed.size());
  }

  /** Reads all that is stored of the service in the range. */
  public Figures figures(String service, TimeRange range) {
    Selection selection = new Selection(service, List.of(), range);
    PausesQuery.Answer stops = pauses.run(selection, WhyQuery.ALL_PAUSES);
    VitalsQuery.Answer loads = vitals.run(selection, List.of(), 0);
    WhyAnswer answer = why.run(selection, stops, loads);
    double instances = Math.max(1, stops.instances());
    double watched = Math.max(1, stops.watchedNanos());
    double waitingNanos =
        answer.evidence().stream()
            .filter(evidence -> WAITS.contains(evidence.answer()))
            .mapToDouble(WhyAnswer.Evidence::nanos)
            .sum();
    return new Figures(
        answer.verdict(),
        answer.sentence(),
        answer.evidence().stream().mapToDouble(WhyAnswer.Evidence::threads).max().orElse(0),
        cpu(loads),
        allocated(selection) / (watched / instances / 1e9),
        waitingNanos / watched * instances,
        stops.totalNanos() / watched);
  }

  private static double cpu(VitalsQuery.Answer loads) {
    double ppm = 0;
    long measured = 0;
    for (VitalsQuery.Line line : loads.lines()) {
      if (LOADS.contains(line.name())) {
        for (long value : line.last()) {
          ppm += Math.max(0, value);
          measured += value >= 0 ? 1 : 0;
        }
      }
    }
    return measured == 0 ? -1 : ppm / measured * LOADS.size() / 1e6;
  }

  private double allocated(Selection selection) {
    double bytes = 0;
    for (TimelineQuery.Line line : timeline.run(selection, "alloc", "service", 0).lines()) {
      for (long sum : line.sum()) {
        bytes += sum;
      }
    }
    return bytes;
  }
}
