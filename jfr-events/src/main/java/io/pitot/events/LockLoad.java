package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * How many threads waited for a lock on average, however short each wait was, and also where they
 * are virtual.
 */
@Name("pitot.LockLoad")
@Label("Lock Load")
@Description("How many threads waited for a lock, seen at regular looks, however short the waits.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class LockLoad extends Event {
  public long lockId;
  public String lockClass = "";

  /** Looks at all locks in the time that this event tells of. */
  public int looks;

  /** Waiting threads, summed over the looks. */
  public int waiting;

  /** What all threads together waited in that time, as the looks tell it. */
  @Timespan(Timespan.NANOSECONDS)
  public long waitNanos;

  /** Who held the lock at a look at which others waited; empty where it was let go too soon. */
  public String holderThread = "";

  public String holderStack = "";

  /** Of one that waited at the same moment. */
  public String waiterStack = "";

  /** The map in whose method the holder or the waiter was; empty when in none. */
  public String mapClass = "";
}
