package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What the map agent does, and what it leaves out. */
@Name("pitot.AgentStatus")
@Label("Agent Status")
@Description("What the map agent does, and what it leaves out.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class AgentStatus extends Event {
  public String state = "";
  public String detail = "";

  /** {@code reason=count,...} since the JVM began. */
  public String leftOut = "";
}
