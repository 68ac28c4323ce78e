package io.pitot.collector.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pitot.collector.watch.Delivery;
import io.pitot.collector.watch.Outbox;
import io.pitot.collector.watch.Watched;
import io.pitot.collector.watch.WatchedFinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the continuous comparison found of a service, the latest look first. */
record FindingsJson(String service, List<ComparisonJson> comparisons) {

  /**
   * One release against the one before.
   *
   * @param dueSpanMillis how much of the candidate there has to be for the next look; null when
   *     there is none
   */
  record ComparisonJson(
      String base,
      String candidate,
      String mode,
      int looks,
      long spanMillis,
      @Nullable Long dueSpanMillis,
      @Nullable Long lastLookMillis,
      @Nullable String waiting,
      String verdict,
      String reason,
      @Nullable Double mdePoints,
      List<FindingJson> findings) {
    static ComparisonJson of(Watched watched, Outbox outbox) {
      return new ComparisonJson(
          watched.base(),
          watched.candidate(),
          watched.mode(),
          watched.looks(),
          watched.spanMillis(),
          watched.dueSpanMillis() == 0 ? null : watched.dueSpanMillis(),
          watched.lastLookMillis() == 0 ? null : watched.lastLookMillis(),
          watched.waiting(),
          watched.verdict(),
          watched.reason(),
          watched.mdePoints(),
          watched.findings().stream().map(f -> FindingJson.of(f, outbox.of(f.id()))).toList());
    }
  }

  /** One change with its history and who was told. */
  record FindingJson(
      String id,
      String type,
      String kind,
      @JsonProperty("class") String findingClass,
      String frame,
      @Nullable String applicationFrame,
      List<String> path,
      double changePoints,
      double lowPoints,
      double highPoints,
      double q,
      String sentence,
      String advice,
      String state,
      long firstSeenMillis,
      long lastSeenMillis,
      List<WatchedFinding.Step> history,
      List<DeliveryJson> deliveries) {
    static FindingJson of(WatchedFinding finding, List<Delivery> deliveries) {
      return new FindingJson(
          finding.id(),
          finding.type(),
          finding.kind() == null ? "regression" : finding.kind(),
          finding.findingClass(),
          finding.frame(),
          finding.applicationFrame(),
          finding.path(),
          finding.changePoints(),
          finding.lowPoints(),
          finding.highPoints(),
          finding.q(),
          finding.sentence(),
          finding.advice(),
          finding.state(),
          finding.firstSeenMillis(),
          finding.lastSeenMillis(),
          finding.history(),
          deliveries.stream().map(DeliveryJson::of).toList());
    }
  }

  /** A webhook that is told; its address may be a secret, so only the host is shown. */
  record DeliveryJson(
      String place, String state, int attempts, long atMillis, @Nullable String error) {
    static DeliveryJson of(Delivery delivery) {
      return new DeliveryJson(
          delivery.place(),
          delivery.state(),
          delivery.attempts(),
          delivery.atMillis(),
          delivery.error());
    }
  }

  static FindingsJson of(String service, List<Watched> comparisons, Outbox outbox) {
    return new FindingsJson(
        service, comparisons.stream().map(c -> ComparisonJson.of(c, outbox)).toList());
  }
}
