package io.pitot.daemon.budget;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of each budget is used: 1 is all of it.
 *
 * @param network above 1 when the budget holds sending back and more and more waits
 * @param residentBytes of the process; 0 where it is not known
 */
public record Usage(double cpu, double heap, double spool, double network, long residentBytes) {
  public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

  /** By the names of the budgets. */
  public Map<String, Double> byBudget() {
    Map<String, Double> shares = new LinkedHashMap<>();
    shares.put("cpu", cpu);
    shares.put("heap", heap);
    shares.put("network", network);
    shares.put("spool", spool);
    return shares;
  }

  /** The budget that is exceeded most, with how much of it is used. */
  Optional<Map.Entry<String, Double>> mostExceeded() {
    return byBudget().entrySet().stream()
        .filter(share -> share.getValue() > 1)
        .max(Map.Entry.comparingByValue());
  }

  boolean isAllBelow(double share) {
    return byBudget().values().stream().allMatch(used -> used < share);
  }
}
