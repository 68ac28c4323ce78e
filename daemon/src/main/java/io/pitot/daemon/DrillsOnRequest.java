package io.pitot.daemon;

import io.pitot.daemon.recording.DrillRequest;
import io.pitot.daemon.ship.DrillDesk;
import io.pitot.daemon.ship.DrillSpan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts drills for people who ask through the collector. Methods can be named on the node alone.
 */
final class DrillsOnRequest implements DrillDesk {
  private static final Logger log = LoggerFactory.getLogger(DrillsOnRequest.class);

  /** Those whose last one was longest ago are forgotten. */
  private static final int MOST_REMEMBERED = 256;

  private final Map<String, DrillSpan> last = new LinkedHashMap<>();
  private final BooleanSupplier isAllowed;
  private final Supplier<String> spared;
  private final BiFunction<String, DrillRequest, CompletableFuture<Answer>> begin;

  /**
   * Makes a desk.
   *
   * @param isAllowed whether anybody may have any
   * @param spared what the daemon leaves out already to keep its budgets; empty when nothing
   * @param begin starts one in the JVM that is recorded under a target's id
   */
  DrillsOnRequest(
      BooleanSupplier isAllowed,
      Supplier<String> spared,
      BiFunction<String, DrillRequest, CompletableFuture<Answer>> begin) {
    this.isAllowed = isAllowed;
    this.spared = spared;
    this.begin = begin;
  }

  @Override
  public CompletableFuture<Answer> start(String targetId, Duration length, String requester) {
    return begin(targetId, length)
        .thenApply(
            answer -> {
              log.info(
                  "{} asked for a drill of {} s in {}: {}",
                  requester,
                  length.toSeconds(),
                  targetId,
                  answer.refusal().isEmpty() ? "it runs" : "refused, " + answer.refusal());
              remember(targetId, answer);
              return answer;
            });
  }

  @Override
  public synchronized Map<String, DrillSpan> last() {
    return Map.copyOf(last);
  }

  private synchronized void remember(String targetId, Answer answer) {
    if (answer.refusal().isEmpty()) {
      last.remove(targetId);
      last.put(targetId, answer.span());
      if (last.size() > MOST_REMEMBERED) {
        last.remove(last.keySet().iterator().next());
      }
    }
  }

  private CompletableFuture<Answer> begin(String targetId, Duration length) {
    if (!isAllowed.getAsBoolean()) {
      return refused("the daemon of that node starts none: its configuration says remote: off");
    }
    if (!spared.get().isEmpty()) {
      return refused("the daemon spares already: " + spared.get());
    }
    try {
      return begin.apply(targetId, new DrillRequest(length, List.of(), List.of()));
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private static CompletableFuture<Answer> refused(String why) {
    return CompletableFuture.completedFuture(Answer.refused(why));
  }
}
