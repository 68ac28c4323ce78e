package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Two threads were inside an unsynchronised map at the same moment: proven. */
@Name("pitot.MapRace")
@Label("Map Race")
@Description("Two threads were inside an unsynchronised map at the same moment: proven.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class MapRace extends Event {
  public long mapId;
  public String mapClass = "";
  public String operation = "";
  public String otherOperation = "";
  public String threadName = "";
  public String otherThreadName = "";
  public String stack = "";
  public String otherStack = "";

  /** How often this pair of sites has been proven so far. */
  public long count;
}
