package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Resizes of one place in the program, while no recording wanted {@link MapResize}. */
@Name("pitot.EarlyResizes")
@Label("Early Resizes")
@Description("Resizes of one place in the program, while no recording wanted pitot.MapResize.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class EarlyResizes extends Event {
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
