package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A thread holds a lock for which others wait for more than 10 ms. */
@Name("pitot.LockHolder")
@Label("Lock Holder")
@Description("A thread holds a lock for which others wait for more than 10 ms.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class LockHolder extends Event {
  public long lockId;
  public String lockClass = "";
  public String holderThread = "";
  public String holderStack = "";
  public int waiters;

  @Timespan(Timespan.NANOSECONDS)
  public long longestWaitNanos;

  /** Sum over the waiters, so far. */
  @Timespan(Timespan.NANOSECONDS)
  public long waitNanos;

  /** The map that the lock guards; 0 when none is known. */
  public long mapId;

  public String mapClass = "";
}
