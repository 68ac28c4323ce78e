package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a comparison allows for besides the scatter of instances, and what a person has to know
 * about that.
 */
record Allowance(Drift.OfRow drift, List<String> notes) {

  static Allowance of(
      Shares shares, Side base, Side candidate, List<Side> past, DiffParameters parameters) {
    List<String> notes = new ArrayList<>();
    if (base.size() + candidate.size() == 2) {
      notes.add(
          "One instance of each: what is marked differs by more than sampling and a tenth of its"
              + " share. Two JVMs of one release may differ as much.");
      return new Allowance(uniform(Drift.CAUTIOUS), notes);
    }
    if (parameters.drift().equals(Drift.NONE)) {
      return new Allowance(Drift.OfRow.NONE, notes);
    }
    Optional<Drift.OfRow> learned = LearnedDrift.learn(shares, past, parameters);
    notes.add(
        "The releases did not run at the same time; for that "
            + (learned.isPresent()
                ? "what %s past releases differed by was allowed.".formatted(past.size())
                : "a cautious drift was allowed."));
    return new Allowance(learned.orElse(uniform(parameters.drift())), notes);
  }

  private static Drift.OfRow uniform(Drift drift) {
    return (row, share) -> drift.variance(share);
  }
}
