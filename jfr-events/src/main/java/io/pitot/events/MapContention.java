package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/** A thread waited inside a ConcurrentHashMap. */
@Name("pitot.MapContention")
@Label("Map Contention")
@Description("A thread waited inside a ConcurrentHashMap.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace
@Threshold("100 us")
public final class MapContention extends Event {
  public long mapId;
  public String mapClass = "";
  public String operation = "";

  /** {@code bin_lock}, {@code resize_help} or {@code compute_wait}. */
  public String cause = "";

  /** -1 where it is not known. */
  public int bin = -1;

  public int tableLength;
  public long size;

  /** Shorter waits of this map since its last event. */
  public long summed;

  @Timespan(Timespan.NANOSECONDS)
  public long summedNanos;
}
