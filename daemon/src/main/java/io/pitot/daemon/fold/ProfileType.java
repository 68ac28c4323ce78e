package io.pitot.daemon.fold;

import org.jspecify.annotations.Nullable;

/**
 * The table of profile types: which events make one, and what they count. {@code
 * docs/profile-types.md} says the same for people.
 *
 * <p>A new type is a line here, a row there, the event in the recording's settings and a case in
 * the conservation test.
 */
@SuppressWarnings("ImmutableEnumChecker") // Amount and ClassLeaf are records of text.
enum ProfileType {
  CPU_TIME("cpu", "samples", "jdk.CPUTimeSample", new Amount.Each(), null, null),
  CPU_SAMPLED("cpu", "samples", "jdk.ExecutionSample", new Amount.Each(), null, CPU_TIME),
  ALLOC(
      "alloc",
      "bytes",
      "jdk.ObjectAllocationSample",
      new Amount.WholeNumber("weight"),
      new ClassLeaf("objectClass", "[unknown class]"),
      null),
  ALLOC_IN_TLAB(
      "alloc",
      "bytes",
      "jdk.ObjectAllocationInNewTLAB",
      new Amount.WholeNumber("tlabSize"),
      new ClassLeaf("objectClass", "[unknown class]"),
      ALLOC),
  ALLOC_OUTSIDE_TLAB(
      "alloc",
      "bytes",
      "jdk.ObjectAllocationOutsideTLAB",
      new Amount.WholeNumber("allocationSize"),
      new ClassLeaf("objectClass", "[unknown class]"),
      ALLOC),
  LOCK(
      "lock",
      "nanoseconds",
      "jdk.JavaMonitorEnter",
      new Amount.DurationNanos(),
      new ClassLeaf("monitorClass", "[unknown lock]"),
      null),
  PARK(
      "park",
      "nanoseconds",
      "jdk.ThreadPark",
      new Amount.DurationNanos(),
      new ClassLeaf("parkedClass", "[unknown lock]"),
      null),
  MAP_CONTENTION(
      "map_contention",
      "nanoseconds",
      "pitot.MapContention",
      new Amount.DurationNanos(),
      new ClassLeaf("mapClass", "[unknown map]"),
      null),
  MAP_RESIZE(
      "map_resize",
      "nanoseconds",
      "pitot.MapResize",
      new Amount.DurationNanos(),
      new ClassLeaf("mapClass", "[unknown map]"),
      null),
  SAFEPOINT_LATENCY(
      "safepoint_latency",
      "nanoseconds",
      "jdk.SafepointLatency",
      new Amount.DurationNanos(),
      null,
      null),
  METHOD_TRACE(
      "method_trace", "nanoseconds", "jdk.MethodTrace", new Amount.DurationNanos(), null, null);

  private final String typeName;
  private final String unit;
  private final String source;
  private final Amount amount;
  private final @Nullable ClassLeaf leaf;
  private final @Nullable ProfileType preferred;

  ProfileType(
      String typeName,
      String unit,
      String source,
      Amount amount,
      @Nullable ClassLeaf leaf,
      @Nullable ProfileType preferred) {
    this.typeName = typeName;
    this.unit = unit;
    this.source = source;
    this.amount = amount;
    this.leaf = leaf;
    this.preferred = preferred;
  }

  /** {@code cpu}, {@code alloc}, ...; two lines may have the same. */
  String typeName() {
    return typeName;
  }

  /** Of the sums. */
  String unit() {
    return unit;
  }

  /** The JFR event type; each event counts once. */
  String source() {
    return source;
  }

  /** Whether some of its events are kept one by one; waits are kept by {@link WindowWaits}. */
  boolean isKeptSingly() {
    return this == CPU_TIME || this == CPU_SAMPLED;
  }

  /** What an event adds to the sum. */
  Amount amount() {
    return amount;
  }

  /** The class below the innermost frame; null for none. */
  @Nullable ClassLeaf leaf() {
    return leaf;
  }

  /** Says the same better: where a recording has it, this one is left out; null for none. */
  @Nullable ProfileType preferred() {
    return preferred;
  }
}
