package io.pitot.daemon.fold;

import io.pitot.jfr.Constants;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.TickClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings waits, pauses and the agent's events from a chunk's ids to the windows that they ended in.
 * The join of waits and pauses is made when a window is handed on: then all pauses are known that
 * its waits may overlap.
 */
final class IntervalFold {
  static final String WAIT_LIMIT = "wait_limit";

  /** Between two flushes: an eighth of the heap at most, and more than a JVM makes in a second. */
  private static final int MAX_WAITS =
      (int) Math.min(1 << 20, Runtime.getRuntime().maxMemory() / 8 / 160);

  private static final int MAX_AGENT_EVENTS = 1 << 14;
  private static final int MAX_KNOWN = 1 << 12;

  private final OpenWindows windows;
  private final OtherRecordings others;
  private final PauseLog pauses;
  private ParkTally parks = ParkTally.NONE;
  private final List<WaitHandler.Raw> waits = new ArrayList<>();
  private final List<AgentEventHandler.Raw> agentEvents = new ArrayList<>();

  /** From one flush to the next, since to tell the kind of a wait takes more than all the rest. */
  private final Map<Naming, NamedSite> known = new HashMap<>();

  private record Site(WaitSource source, long stackId, long leafId, String cause) {}

  private record Naming(WaitSource source, String lockClass, Stack stack, String cause) {}

  private record NamedSite(WaitKind kind, String lockClass, Stack stack) {}

  IntervalFold(OpenWindows windows, PauseLog pauses, OtherRecordings others) {
    this.windows = windows;
    this.others = others;
    this.pauses = pauses;
  }

  /**
   * Takes what it needs.
   *
   * @param samples handlers of events that are profile types too, by event
   */
  void register(EventHandlers handlers, EventTexts texts, Map<String, EventHandler> samples) {
    for (WaitSource source : WaitSource.values()) {
      EventHandler sample = samples.remove(source.source());
      EventHandler waits = new WaitHandler(source, texts, sample, this::take);
      handlers.on(source.source(), others.above(source.source(), waits));
    }
    pauses.register(handlers);
    VitalHandler.register(handlers, windows);
    AgentEventHandler.register(handlers, this::take);
  }

  void startChunk(TickClock clock) {
    flush(StackNames.NONE, null);
    pauses.startChunk(clock);
  }

  void flush(StackNames names, @Nullable Constants constants) {
    for (PauseLog.Ended pause : pauses.take(constants)) {
      windows.pause(pause);
    }
    Map<Site, NamedSite> sites = new HashMap<>();
    Map<Long, String> threads = new HashMap<>();
    for (WaitHandler.Raw wait : waits) {
      NamedSite site =
          sites.computeIfAbsent(
              new Site(wait.source(), wait.stackId(), wait.leafId(), wait.cause()),
              key -> name(key, names));
      if (wait.source().isPark() && wait.durationNanos() < ParkTally.LONG_NANOS) {
        parks = parks.plus(site.kind);
      }
      windows.wait(
          WindowWaits.Named.of(
              wait,
              site.kind,
              site.lockClass,
              site.stack,
              threads.computeIfAbsent(wait.threadId(), names::thread),
              wait.ownerId() == 0 ? "" : threads.computeIfAbsent(wait.ownerId(), names::thread)));
    }
    waits.clear();
    for (AgentEventHandler.Raw event : agentEvents) {
      windows.agentEvent(
          event,
          event.stackId() == 0 ? null : names.bare(event.stackId()),
          names.thread(event.threadId()));
    }
    agentEvents.clear();
  }

  /** Of all that was read. */
  ParkTally parks() {
    return parks;
  }

  private NamedSite name(Site site, StackNames names) {
    String lockClass = names.className(site.source.leaf(), site.leafId);
    Stack stack = names.bare(site.stackId);
    if (known.size() >= MAX_KNOWN) {
      known.clear();
    }
    return known.computeIfAbsent(
        new Naming(site.source, lockClass, stack, site.cause), IntervalFold::tell);
  }

  private static NamedSite tell(Naming site) {
    return new NamedSite(
        site.source.kind(site.lockClass, site.stack, site.cause),
        site.lockClass,
        site.lockClass.isEmpty() ? site.stack : site.stack.plusLeaf(site.lockClass));
  }

  private void take(WaitHandler.Raw wait) {
    if (waits.size() < MAX_WAITS) {
      waits.add(wait);
    } else {
      windows.lose(WAIT_LIMIT, 1, OpenWindow.EVENTS, wait.endNanos());
    }
  }

  private void take(AgentEventHandler.Raw event) {
    if (agentEvents.size() < MAX_AGENT_EVENTS) {
      agentEvents.add(event);
    } else {
      windows.agentEventLeftOut(event.startNanos() + event.durationNanos());
    }
  }
}
