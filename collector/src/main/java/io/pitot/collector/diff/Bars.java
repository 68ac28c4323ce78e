package io.pitot.collector.diff;

/** What a change has to reach to fail, where it is not the same for all. */
@FunctionalInterface
public interface Bars {
  /** The bar of the type for every change. */
  Bars ONE_FOR_ALL = (finding, gatePoints) -> gatePoints;

  /**
   * The bar of this change, in points; infinite when it may have any size.
   *
   * @param gatePoints the bar of the type
   */
  double points(Finding finding, double gatePoints);
}
