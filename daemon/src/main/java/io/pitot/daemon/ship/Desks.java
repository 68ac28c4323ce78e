package io.pitot.daemon.ship;

/** Who answers what people ask of a daemon through the collector. */
public record Desks(RecordingDesk recordings, LiveDesk live, DrillDesk drills) {
  /** Of a daemon that only sends. */
  public static final Desks CLOSED =
      new Desks(RecordingDesk.CLOSED, LiveDesk.CLOSED, DrillDesk.CLOSED);
}
