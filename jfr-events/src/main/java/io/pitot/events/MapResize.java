package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A thread moved the entries of a map to a larger table. */
@Name("pitot.MapResize")
@Label("Map Resize")
@Description("A thread moved the entries of a map to a larger table.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace
public final class MapResize extends Event {
  public long mapId;
  public String mapClass = "";
  public int oldCapacity;
  public int newCapacity;
  public long size;

  /** Other threads that helped. */
  public int helpers;

  /** Resizes below the capacity bar in the whole JVM since the last event. */
  public long smaller;
}
