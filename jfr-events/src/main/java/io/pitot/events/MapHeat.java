package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Waits of a contended map in the last 10 s. */
@Name("pitot.MapHeat")
@Label("Map Heat")
@Description("Waits of a contended map in the last 10 s.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class MapHeat extends Event {
  public long mapId;
  public String mapClass = "";

  /** Operations that met a locked bin. */
  public long operations;

  public long waits;

  @Timespan(Timespan.NANOSECONDS)
  public long waitNanos;

  /** {@code bin:waits:nanos,...}, most nanoseconds first. */
  public String hotBins = "";

  /** {@code upToNanos:count,...} of the waits. */
  public String latency = "";
}
