package io.pitot.daemon.budget;

import io.pitot.daemon.fold.Detail;
import java.util.Map;
import java.util.Optional;

/**
 * Steps from {@link Detail#ALL} to less and back, one step at a time. It goes down when a budget is
 * exceeded twice in a row, and up only when all have been well below for a minute, so that it does
 * not swing. For one thread.
 */
final class DetailLadder {
  private static final int LOOKS_TO_GO_DOWN = 2;
  private static final int LOOKS_TO_GO_UP = 6;
  private static final double WELL_BELOW = 0.7;

  private Detail detail = Detail.ALL;
  private int exceeded;
  private int below;
  private String reason = "";

  /** Takes what is used now, every ten seconds. */
  Detail look(Usage usage) {
    Optional<Map.Entry<String, Double>> most = usage.mostExceeded();
    exceeded = most.isPresent() ? exceeded + 1 : 0;
    below = usage.isAllBelow(WELL_BELOW) ? below + 1 : 0;
    if (exceeded >= LOOKS_TO_GO_DOWN) {
      exceeded = 0;
      most.ifPresent(share -> reason = reason(share.getKey(), share.getValue()));
      detail = detail.less();
    } else if (below >= LOOKS_TO_GO_UP && detail != Detail.ALL) {
      below = 0;
      detail = detail.more();
    }
    return detail;
  }

  /** Which budget led to what is left out; empty while nothing is. */
  String reason() {
    return detail == Detail.ALL ? "" : reason;
  }

  private static String reason(String budget, double share) {
    return "the daemon used %.0f %% of its budget for %s".formatted(100 * share, budget);
  }
}
