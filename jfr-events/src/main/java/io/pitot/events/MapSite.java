package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Which map a map id is. */
@Name("pitot.MapSite")
@Label("Map Site")
@Description("Which map a map id is.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class MapSite extends Event {
  public long mapId;
  public String mapClass = "";

  /** {@code a.b.Class.field}; empty when it was not found. */
  public String field = "";

  /**
   * {@code static}, {@code one hop}, {@code caller} (the class that used it) or {@code unknown}.
   */
  public String holder = "";

  /** The stack of the first event that named the map. */
  public String firstStack = "";

  /**
   * {@code certain}, {@code shared} (several fields hold it), {@code likely} (the only field for a
   * map there) or {@code unknown}.
   */
  public String certainty = "";
}
