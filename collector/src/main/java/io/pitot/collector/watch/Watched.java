package io.pitot.collector.watch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A release and what was found of it so far. It is kept as JSON: a field may be added, none may
 * change its meaning.
 *
 * @param base the release that appeared before
 * @param mode {@code same_time} or {@code before_after}; empty before the first look
 * @param looks that were taken
 * @param spanMillis of the new release at the last look
 * @param dueSpanMillis what must be there for the next look; 0 when there is none
 * @param waiting why no look can be taken yet; null when one can
 * @param mdePoints null when nothing could be tested
 */
public record Watched(
    String service,
    String base,
    String candidate,
    String mode,
    int looks,
    long spanMillis,
    long dueSpanMillis,
    @Nullable String waiting,
    long lastLookMillis,
    String verdict,
    String reason,
    @Nullable Double mdePoints,
    List<WatchedFinding> findings) {

  static Watched begun(String service, String base, String candidate, long dueSpanMillis) {
    return new Watched(
        service, base, candidate, "", 0, 0, dueSpanMillis, null, 0, "", "", null, List.of());
  }

  Watched waitingFor(@Nullable String reasonToWait) {
    return new Watched(
        service,
        base,
        candidate,
        mode,
        looks,
        spanMillis,
        dueSpanMillis,
        reasonToWait,
        lastLookMillis,
        verdict,
        reason,
        mdePoints,
        findings);
  }

  Optional<WatchedFinding> finding(String id) {
    return findings.stream().filter(finding -> finding.id().equals(id)).findFirst();
  }
}
