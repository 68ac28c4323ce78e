package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Operations and waits of a contended map in the last 10 s. */
@Name("pitot.MapHeat")
@Label("Map Heat")
@Description("Operations and waits of a contended map in the last 10 s.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class MapHeat extends Event {
  public long mapId;
  public String mapClass = "";

  /** Operations that may lock a bin, such as put, merge, compute and remove; an estimate. */
  public long operations;

  public long waits;

  @Timespan(Timespan.NANOSECONDS)
  public long waitNanos;

  /** {@code bin:waits:nanos,...}, most nanoseconds first. */
  public String hotBins = "";

  /** {@code upToNanos:count,...} of the operations that were sampled. */
  public String latency = "";

  /** {@code upToNanos:count,...} of the waits. */
  public String waitLatency = "";
}
