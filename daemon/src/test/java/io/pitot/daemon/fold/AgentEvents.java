package io.pitot.daemon.fold;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Events with the names and fields of the agent's, for programs of tests. */
final class AgentEvents {
  private AgentEvents() {}

  @Name("pitot.MapContention")
  static final class MapContention extends Event {
    long mapId;
    String mapClass = "";
    String operation = "";
    String cause = "";
    int bin;
    int tableLength;
    long size;
    long summed;
    long summedNanos;
  }

  @Name("pitot.MapResize")
  static final class MapResize extends Event {
    long mapId;
    String mapClass = "";
    int oldCapacity;
    int newCapacity;
    long size;
    int helpers;
    long smaller;
  }

  @Name("pitot.MapRace")
  static final class MapRace extends Event {
    long mapId;
    String mapClass = "";
    String operation = "";
    String otherOperation = "";
    String threadName = "";
    String otherThreadName = "";
    String stack = "";
    String otherStack = "";
    long count;
  }

  @Name("pitot.LockHolder")
  @StackTrace(false)
  static final class LockHolder extends Event {
    long lockId;
    String lockClass = "";
    String holderThread = "";
    String holderStack = "";
    int waiters;
    long longestWaitNanos;
    long waitNanos;
    long mapId;
    String mapClass = "";
  }
}
