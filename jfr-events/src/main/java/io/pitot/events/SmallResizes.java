package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Resizes below the capacity bar that took much together, summed by the place that caused them, as
 * one in 1,024 of them tells.
 */
@Name("pitot.SmallResizes")
@Label("Small Map Resizes")
@Description("Resizes below the capacity bar that took much together, as samples of them tell.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class SmallResizes extends Event {
  /** One of the maps. */
  public long mapId;

  public String mapClass = "";
  public long resizes;

  @Timespan(Timespan.NANOSECONDS)
  public long resizeNanos;

  /** The largest. */
  public int newCapacity;

  /** The largest. */
  public long size;

  @Timespan(Timespan.NANOSECONDS)
  public long firstNanosAgo;

  @Timespan(Timespan.NANOSECONDS)
  public long lastNanosAgo;

  /** Of the first. */
  public String stack = "";
}
