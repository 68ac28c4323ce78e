package io.pitot.collector.diff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.hipparchus.distribution.continuous.BetaDistribution;

/** Many comparisons of the same kind, each with its number for a seed, and how they ended. */
final class Trials {
  private final List<Outcome> outcomes = new ArrayList<>();

  /**
   * What is done to a service and where it shows.
   *
   * @param causes the frames that got more expensive, as paths
   */
  record Truth(Simulation.Change change, List<List<String>> causes) {
    static Truth nothing(Simulation.Change change) {
      return new Truth(change, List.of());
    }

    static Truth at(Simulation.Change change, int... nodes) {
      List<List<String>> causes = new ArrayList<>();
      for (int node : nodes) {
        causes.add(change.program().path(node));
      }
      return new Truth(change, causes);
    }
  }

  /**
   * One comparison.
   *
   * @param reported regressions
   * @param located regressions at or below a true cause
   * @param above regressions at callers of a true cause
   * @param found causes with a regression at or below them
   */
  record Outcome(
      long seed, int causes, Report report, int reported, int located, int above, int found) {

    static Outcome of(long seed, Truth truth, Report report) {
      int reported = 0;
      int located = 0;
      int above = 0;
      Set<Integer> found = new HashSet<>();
      for (Finding finding : report.findings()) {
        if (finding.kind() == Finding.Kind.REGRESSION) {
          reported++;
          int below = indexOf(truth, cause -> startsWith(finding.path(), cause));
          located += below >= 0 ? 1 : 0;
          if (below >= 0) {
            found.add(below);
          } else if (indexOf(truth, cause -> startsWith(cause, finding.path())) >= 0) {
            above++;
          }
        }
      }
      return new Outcome(seed, truth.causes.size(), report, reported, located, above, found.size());
    }

    int falseReports() {
      return reported - located - above;
    }

    boolean is(Verdict verdict) {
      return report.verdict() == verdict;
    }

    private static int indexOf(Truth truth, Predicate<List<String>> is) {
      for (int i = 0; i < truth.causes.size(); i++) {
        if (is.test(truth.causes.get(i))) {
          return i;
        }
      }
      return -1;
    }

    private static boolean startsWith(List<String> path, List<String> prefix) {
      return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
    }
  }

  static Trials run(
      int trials,
      Simulation.Size size,
      Simulation.Design design,
      Function<Simulation, Truth> truth) {
    Trials all = new Trials();
    LongStream.range(0, trials)
        .parallel()
        .mapToObj(seed -> one(seed, size, design, truth))
        .forEachOrdered(all.outcomes::add);
    return all;
  }

  private static Outcome one(
      long seed,
      Simulation.Size size,
      Simulation.Design design,
      Function<Simulation, Truth> truth) {
    Simulation service = new Simulation(seed, size);
    Truth of = truth.apply(service);
    // Without its columns: a thousand trees are not needed any more.
    Report report = service.compare(of.change(), design, DiffParameters.DEFAULT).pruned(2);
    return Outcome.of(seed, of, report);
  }

  int size() {
    return outcomes.size();
  }

  int count(Predicate<Outcome> what) {
    return (int) outcomes.stream().filter(what).count();
  }

  List<Long> seeds(Predicate<Outcome> what) {
    return outcomes.stream().filter(what).map(Outcome::seed).toList();
  }

  List<Outcome> outcomes(Predicate<Outcome> what) {
    return outcomes.stream().filter(what).toList();
  }

  int sum(Function<Outcome, Integer> what) {
    return outcomes.stream().mapToInt(what::apply).sum();
  }

  /** The mean of what was said to be detectable. */
  double mdePoints() {
    return outcomes.stream().mapToDouble(o -> o.report().mdePoints()).average().orElse(0);
  }

  /** A share with its exact 95 % interval (Clopper and Pearson). */
  static String share(int successes, int trials) {
    double low =
        successes == 0
            ? 0
            : new BetaDistribution(successes, trials - successes + 1)
                .inverseCumulativeProbability(0.025);
    double high =
        successes == trials
            ? 1
            : new BetaDistribution(successes + 1, trials - successes)
                .inverseCumulativeProbability(0.975);
    return String.format(
        Locale.ROOT,
        "%d of %d = %.1f %% (%.1f to %.1f)",
        successes,
        trials,
        trials == 0 ? 0 : 100.0 * successes / trials,
        100 * low,
        100 * high);
  }
}
