package io.pitot.daemon.fold;

import java.util.List;

/**
 * All profile types. A new one is a line here, a row in {@code docs/profile-types.md}, the event in
 * the recording's settings and a case in the conservation test.
 */
final class ProfileTypes {
  private static final ClassLeaf ALLOCATED = new ClassLeaf("objectClass", "[unknown class]");
  private static final ClassLeaf MONITOR = new ClassLeaf("monitorClass", "[unknown lock]");
  private static final ClassLeaf PARKED_ON = new ClassLeaf("parkedClass", "[unknown lock]");

  static final List<ProfileType> ALL =
      List.of(
          new ProfileType("cpu", "samples", "jdk.CPUTimeSample", new Amount.Each(), null, null),
          new ProfileType(
              "cpu",
              "samples",
              "jdk.ExecutionSample",
              new Amount.Each(),
              null,
              "jdk.CPUTimeSample"),
          new ProfileType(
              "alloc",
              "bytes",
              "jdk.ObjectAllocationSample",
              new Amount.WholeNumber("weight"),
              ALLOCATED,
              null),
          new ProfileType(
              "lock",
              "nanoseconds",
              "jdk.JavaMonitorEnter",
              new Amount.DurationNanos(),
              MONITOR,
              null),
          new ProfileType(
              "park",
              "nanoseconds",
              "jdk.ThreadPark",
              new Amount.DurationNanos(),
              PARKED_ON,
              null));

  static final List<LossType> LOSSES =
      List.of(
          new LossType("jdk.DataLoss", "amount", "jfr_data_lost", "bytes"),
          new LossType("jdk.CPUTimeSamplesLost", "lostSamples", "cpu_samples_lost", "events"));

  private ProfileTypes() {}
}
