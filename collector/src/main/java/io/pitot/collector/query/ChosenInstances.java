package io.pitot.collector.query;

import io.pitot.collector.store.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which instances stand for the sides of a comparison where there are more than can be compared at
 * once. Names decide by chance: the same at each question, and neither by age nor by load. A side
 * with few instances, such as a canary, keeps all of them and leaves its room to the other.
 */
final class ChosenInstances {
  /** Of both sides together. */
  static final int MOST = 400;

  private final List<String> notes = new ArrayList<>();
  private final InstanceAges.Arm base;
  private final InstanceAges.Arm candidate;

  ChosenInstances(
      String baseLabel, InstanceAges.Arm base, String candidateLabel, InstanceAges.Arm candidate) {
    int ofBase = Instances.count(base.covered());
    int ofCandidate = Instances.count(candidate.covered());
    this.base = choose(baseLabel, base, ofBase, MOST - Math.min(ofCandidate, MOST / 2));
    this.candidate =
        choose(candidateLabel, candidate, ofCandidate, MOST - Math.min(ofBase, MOST / 2));
  }

  InstanceAges.Arm base() {
    return base;
  }

  InstanceAges.Arm candidate() {
    return candidate;
  }

  /** What a person has to know about it; empty where all are compared. */
  List<String> notes() {
    return notes;
  }

  private InstanceAges.Arm choose(String label, InstanceAges.Arm arm, int instances, int most) {
    if (instances > most) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d of the %,d instances of %s are compared, chosen by chance.",
              most,
              instances,
              label));
    }
    return atMost(most, arm);
  }

  /** The arm, or so many instances of it. */
  static InstanceAges.Arm atMost(int most, InstanceAges.Arm arm) {
    List<Series> covered = arm.covered();
    if (Instances.count(covered) <= most) {
      return arm;
    }
    Set<String> chosen =
        covered.stream()
            .map(Instances::of)
            .distinct()
            .sorted(Comparator.comparingLong(ChosenInstances::chance).thenComparing(name -> name))
            .limit(most)
            .collect(Collectors.toSet());
    List<Series> kept =
        covered.stream().filter(series -> chosen.contains(Instances.of(series))).toList();
    return new InstanceAges.Arm(arm.selected().only(kept), arm.coverage());
  }

  /** Numbers that follow each other, as those of pods do, must not stay beside each other. */
  private static long chance(String name) {
    long mixed = (name.hashCode() + 1L) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32) * 0xC2B2AE3D27D4EB4FL;
    return mixed ^ mixed >>> 29;
  }
}
