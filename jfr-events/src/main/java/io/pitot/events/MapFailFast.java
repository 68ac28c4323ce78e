package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A ConcurrentModificationException of a map. */
@Name("pitot.MapFailFast")
@Label("Map Fail-Fast")
@Description("A ConcurrentModificationException of a map.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace
public final class MapFailFast extends Event {
  public long mapId;
  public String mapClass = "";
  public String otherStack = "";
}
