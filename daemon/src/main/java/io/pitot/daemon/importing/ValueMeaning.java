package io.pitot.daemon.importing;

import io.pitot.daemon.fold.ProfileFold.Kind;

/**
 * What the one number of a collapsed stack means.
 *
 * @param type the profile type
 * @param isCount whether it is a count of events; else it is their sum in the type's unit, and each
 *     line counts as one event
 */
public record ValueMeaning(String type, boolean isCount) {
  /** What flame graph tools mostly write: samples of CPU. */
  public static final ValueMeaning CPU_SAMPLES = of("cpu");

  /** Counts for {@code cpu}, sums for the others. */
  public static ValueMeaning of(String type) {
    return new ValueMeaning(type, UnitOfType.of(type).equals(UnitOfType.SAMPLES));
  }

  Kind kind(String source) {
    return new Kind(type, source, UnitOfType.of(type));
  }
}
