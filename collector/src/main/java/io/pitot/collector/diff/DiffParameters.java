package io.pitot.collector.diff;

/**
 * What can be set about a comparison. Shares are fractions of an arm's total; points are hundredths
 * of it.
 *
 * @param gatePoints a change of this size fails
 * @param maxMdePoints a PASS must be able to see changes of this size
 * @param falseDiscoveryRate how many of the marked nodes may be false, when both arms are large
 * @param falseDiscoveryRateSmall the same when an arm has fewer than six instances
 * @param minInstances an arm with fewer is INCONCLUSIVE
 * @param minEvents an arm with fewer is INCONCLUSIVE
 * @param minNodeEvents nodes with fewer, over both arms, are not tested
 * @param indifferencePoints changes up to this size are no news: the tests ask for more than it
 * @param drift what to allow for releases that did not run at the same time
 * @param maxFindings that are reported, largest first
 * @param bars what each change has to reach to fail; {@code gatePoints} unless somebody knows
 *     better
 */
public record DiffParameters(
    double gatePoints,
    double maxMdePoints,
    double falseDiscoveryRate,
    double falseDiscoveryRateSmall,
    int minInstances,
    long minEvents,
    long minNodeEvents,
    double indifferencePoints,
    Drift drift,
    int maxFindings,
    Bars bars) {

  /** 0.25 points fail; what docs/differ.md tells. */
  public static final DiffParameters DEFAULT =
      new DiffParameters(0.25, 1.0, 0.01, 0.005, 3, 200, 6, 0.05, Drift.NONE, 50, Bars.ONE_FOR_ALL);

  private static final int SMALL_ARM = 6;

  /** The same with another allowance for drift. */
  public DiffParameters withDrift(Drift other) {
    return with(gatePoints, maxMdePoints, 1, other);
  }

  /** The same with other bars for some changes. */
  public DiffParameters withBars(Bars other) {
    return with(gatePoints, maxMdePoints, 1, drift, minInstances, other);
  }

  /** The same asking for more instances, or fewer. */
  public DiffParameters withMinInstances(int instances) {
    return with(gatePoints, maxMdePoints, 1, drift, instances, bars);
  }

  /** The same with another bar. */
  public DiffParameters withGatePoints(double points) {
    return with(points, maxMdePoints, 1, drift);
  }

  /** The same with another size that a PASS must be able to see. */
  public DiffParameters withMaxMdePoints(double points) {
    return with(gatePoints, points, 1, drift);
  }

  /**
   * The same for one of several looks at data that grows: each look spends a part of the rate of
   * false discoveries (a half, a quarter, ...), so that all together spend no more than the whole.
   *
   * @param part above 0, at most 1
   */
  public DiffParameters spending(double part) {
    return with(gatePoints, maxMdePoints, part, drift);
  }

  private DiffParameters with(double gate, double maxMde, double part, Drift otherDrift) {
    return with(gate, maxMde, part, otherDrift, minInstances, bars);
  }

  private DiffParameters with(
      double gate, double maxMde, double part, Drift otherDrift, int instances, Bars otherBars) {
    return new DiffParameters(
        gate,
        maxMde,
        falseDiscoveryRate * part,
        falseDiscoveryRateSmall * part,
        instances,
        minEvents,
        minNodeEvents,
        indifferencePoints,
        otherDrift,
        maxFindings,
        otherBars);
  }

  double falseDiscoveryRate(int instancesOfSmallerArm) {
    return isSmall(instancesOfSmallerArm) ? falseDiscoveryRateSmall : falseDiscoveryRate;
  }

  static boolean isSmall(int instances) {
    return instances < SMALL_ARM;
  }

  double indifference() {
    return indifferencePoints / 100;
  }
}
