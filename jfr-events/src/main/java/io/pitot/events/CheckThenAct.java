package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * A thread overwrote what another one had put into a map since it looked: a lost update, proven. Or
 * it made a value for a key again and again that another one had put since it looked.
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

  /** {@code get}, {@code getOrDefault} or {@code containsKey}. */
  public String check = "";

  /** {@code put}, or {@code putIfAbsent} where a value was made in vain. */
  public String act = "";

  /** Of the thread whose put overwrote the other's, or put nothing. */
  public String threadName = "";

  public String stack = "";

  public String otherThreadName = "";
  public String otherStack = "";

  /** How often this pair of sites has been proven so far. */
  public long count;

  /**
   * How long the values took, all together, that were made in vain; 0 where one was overwritten.
   */
  @Timespan(Timespan.NANOSECONDS)
  public long wastedNanos;
}
