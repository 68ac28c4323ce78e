package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A thread overwrote what another one had put into a map since it looked: a lost update, proven.
 */
@Name("pitot.CheckThenAct")
@Label("Check Then Act")
@Description("A thread overwrote what another one had put into a map since it looked: proven.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class CheckThenAct extends Event {
  public long mapId;
  public String mapClass = "";

  /** The key as text, where its class is one of the JDK's values; else its class. */
  public String keyText = "";

  /** {@code get} or {@code containsKey}. */
  public String check = "";

  public String act = "";

  /** Of the thread whose put overwrote the other's. */
  public String threadName = "";

  public String stack = "";

  public String otherThreadName = "";
  public String otherStack = "";

  /** How often this pair of sites has been proven so far. */
  public long count;
}
