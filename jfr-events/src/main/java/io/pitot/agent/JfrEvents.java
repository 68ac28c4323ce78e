package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Wait;
import io.pitot.events.AgentStatus;
import io.pitot.events.CheckThenAct;
import io.pitot.events.EarlyResizes;
import io.pitot.events.LockHolder;
import io.pitot.events.LockLoad;
import io.pitot.events.MapContention;
import io.pitot.events.MapFailFast;
import io.pitot.events.MapHeat;
import io.pitot.events.MapRace;
import io.pitot.events.MapResize;
import io.pitot.events.MapShape;
import io.pitot.events.MapSite;
import io.pitot.events.ResizesOfSite;
import io.pitot.events.SmallResizes;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Writes the events. Loaded when the flight recorder is up, not before: it loads all of JFR. */
final class JfrEvents {
  private final EventType contention = EventType.getEventType(MapContention.class);
  private final EventType resize = EventType.getEventType(MapResize.class);
  private final EventType failFast = EventType.getEventType(MapFailFast.class);
  private final EventType lockHolder = EventType.getEventType(LockHolder.class);
  private final EventType lockLoad = EventType.getEventType(LockLoad.class);
  private final EventType heat = EventType.getEventType(MapHeat.class);
  private final EventType shape = EventType.getEventType(MapShape.class);
  private final Wanted race = new Wanted(EventType.getEventType(MapRace.class));
  private final Wanted lostUpdate = new Wanted(EventType.getEventType(CheckThenAct.class));
  private final Wanted agentStatus = new Wanted(EventType.getEventType(AgentStatus.class));
  private final Wanted site = new Wanted(EventType.getEventType(MapSite.class));
  private final Wanted earlyResizes = new Wanted(EventType.getEventType(EarlyResizes.class));
  private final Wanted smallResizes = new Wanted(EventType.getEventType(SmallResizes.class));
  private final Throttles throttles;
  private final LeftOut leftOut;
  private final AtomicLong smallResizesTold = new AtomicLong();

  /**
   * An event that is written once. A recording that is being started enables it before its first
   * chunk begins, and what is written between is lost; but it holds the recorder's lock until then,
   * and whoever asks for the recordings waits for that.
   */
  private static final class Wanted {
    private final EventType type;
    private boolean wasEnabled;

    Wanted(EventType type) {
      this.type = type;
    }

    synchronized boolean isWanted() {
      boolean isEnabled = type.isEnabled();
      if (isEnabled && !wasEnabled) {
        var unused = FlightRecorder.getFlightRecorder().getRecordings();
      }
      wasEnabled = isEnabled;
      return isEnabled;
    }
  }

  JfrEvents(Throttles throttles, LeftOut leftOut) {
    this.throttles = throttles;
    this.leftOut = leftOut;
  }

  /** Whether the throttle lets one more in; else it can wait. */
  boolean admits(Kind kind) {
    return throttles.of(kind).take();
  }

  /** Whether the throttle lets one more in; else it is left out. */
  private boolean admitsNow(Kind kind) {
    boolean admitted = admits(kind);
    if (!admitted) {
      leftOut.count(kind);
    }
    return admitted;
  }

  boolean wantsWaits() {
    return contention.isEnabled();
  }

  boolean wantsLocks() {
    return lockHolder.isEnabled();
  }

  boolean wantsLockLoad() {
    return lockLoad.isEnabled();
  }

  boolean wantsRaces() {
    return race.isWanted();
  }

  boolean wantsLostUpdates() {
    return lostUpdate.isWanted();
  }

  boolean wantsEarlyResizes() {
    return resize.isEnabled() && earlyResizes.isWanted();
  }

  boolean wantsSmallResizes() {
    return resize.isEnabled() && smallResizes.isWanted();
  }

  boolean wantsSites() {
    return site.isWanted();
  }

  boolean wantsHeat() {
    return heat.isEnabled();
  }

  boolean wantsShapes() {
    return shape.isEnabled();
  }

  @Nullable Object beginWait() {
    MapContention event = new MapContention();
    event.begin();
    return event;
  }

  static void end(Object event) {
    ((Event) event).end();
  }

  /** Whether the ended event is wanted, and is not below its threshold. */
  static boolean lasting(Object event) {
    return ((Event) event).shouldCommit();
  }

  void waited(MapRecord record, Object map, Wait wait, String cause, String operation, int bin) {
    MapContention event = (MapContention) wait.event;
    Object[] table = Probe.table(map);
    event.mapId = record.id;
    event.mapClass = record.mapClass;
    event.operation = operation;
    event.cause = cause;
    event.bin = bin;
    event.tableLength = table == null ? 0 : table.length;
    event.size = Probe.size(map);
    event.summed = record.summed.sumThenReset();
    event.summedNanos = record.summedNanos.sumThenReset();
    event.commit();
  }

  @Nullable Object beginResize(int oldCapacity) {
    if (!resize.isEnabled()) {
      return null;
    }
    MapResize event = new MapResize();
    event.oldCapacity = oldCapacity;
    event.begin();
    return event;
  }

  void resized(MapRecord record, Object map, Object begun) {
    MapResize event = (MapResize) begun;
    event.mapId = record.id;
    event.mapClass = record.mapClass;
    event.newCapacity = event.oldCapacity << 1;
    event.size = Probe.size(map);
    event.helpers = record.helpers.getAndSet(0);
    long small = Probe.smallResizes();
    event.smaller = Math.max(0, small - smallResizesTold.getAndSet(small));
    event.commit();
  }

  void early(ResizeSites.Site site) {
    resized(new EarlyResizes(), site);
  }

  void small(ResizeSites.Site site) {
    resized(new SmallResizes(), site);
  }

  private static void resized(ResizesOfSite event, ResizeSites.Site site) {
    long now = System.nanoTime();
    event.mapId = site.map.id;
    event.mapClass = site.map.mapClass;
    event.resizes = site.resizes;
    event.resizeNanos = site.resizeNanos;
    event.newCapacity = site.newCapacity;
    event.size = site.size;
    event.firstNanosAgo = now - site.firstNanos;
    event.lastNanosAgo = now - site.lastNanos;
    event.stack = site.stack.text();
    event.commit();
  }

  void raced(RaceReports.Race race) {
    MapRace event = new MapRace();
    event.mapId = race.mapId();
    event.mapClass = race.mapClass();
    event.operation = race.operation();
    event.otherOperation = race.otherOperation();
    event.threadName = race.threadName();
    event.otherThreadName = race.otherThreadName();
    event.stack = race.stack();
    event.otherStack = race.otherStack();
    event.count = race.count();
    event.commit();
  }

  void lostUpdate(LostUpdates.LostUpdate lost) {
    CheckThenAct event = new CheckThenAct();
    event.mapId = lost.mapId();
    event.mapClass = lost.mapClass();
    event.keyText = lost.keyText();
    event.check = lost.check();
    event.act = lost.act();
    event.threadName = lost.threadName();
    event.stack = lost.stack();
    event.otherThreadName = lost.otherThreadName();
    event.otherStack = lost.otherStack();
    event.count = lost.count();
    event.wastedNanos = lost.wastedNanos();
    event.commit();
  }

  boolean wantsFailFast() {
    return failFast.isEnabled();
  }

  void failedFast(Throwable exception, @Nullable MapRecord record) {
    MapFailFast event = new MapFailFast();
    if (record != null) {
      Stack writer = record.lastRacingWriter;
      event.mapId = record.id;
      event.mapClass = record.mapClass;
      event.otherStack = writer == null ? "" : writer.text();
    } else {
      event.mapClass = thrower(exception);
      if (event.mapClass.isEmpty()) {
        return;
      }
    }
    event.commit();
  }

  /** The map class that threw; empty when it was no map. */
  private static String thrower(Throwable exception) {
    StackTraceElement[] frames = exception.getStackTrace();
    String thrower = frames.length == 0 ? "" : frames[0].getClassName();
    int nested = thrower.indexOf('$');
    String owner = nested < 0 ? thrower : thrower.substring(0, nested);
    boolean isMap = owner.endsWith("Map") || owner.endsWith("table");
    return owner.startsWith("java.util.") && isMap ? owner : "";
  }

  void sited(MapRecord record, SiteSearch.Site site) {
    MapSite event = new MapSite();
    event.mapId = record.id;
    event.mapClass = record.mapClass;
    event.field = site.field();
    event.holder = site.holder();
    event.firstStack = record.firstStack.text();
    event.certainty = site.certainty();
    event.commit();
  }

  void heat(MapRecord record, Heat.Taken taken) {
    if (!admitsNow(Kind.HEAT)) {
      return;
    }
    MapHeat event = new MapHeat();
    event.mapId = record.id;
    event.mapClass = record.mapClass;
    event.operations = taken.operations();
    event.waits = taken.waits();
    event.waitNanos = taken.waitNanos();
    event.hotBins = taken.hotBins();
    event.latency = taken.latency();
    event.waitLatency = taken.waitLatency();
    event.commit();
  }

  void shape(MapRecord record, Shape shape) {
    if (!admitsNow(Kind.SHAPE)) {
      return;
    }
    MapShape event = new MapShape();
    event.mapId = record.id;
    event.mapClass = record.mapClass;
    event.size = shape.size();
    event.largestSize = record.largestSize();
    event.tableLength = shape.tableLength();
    event.binsUsed = shape.binsUsed();
    event.longestChain = shape.longestChain();
    event.treeBins = shape.treeBins();
    event.loadFactor = shape.loadFactor();
    event.estimatedBytes = shape.estimatedBytes();
    event.keyClass = shape.keyClass();
    event.commit();
  }

  void held(LockSampler.Held held) {
    if (!admitsNow(Kind.LOCKS)) {
      return;
    }
    LockHolder event = new LockHolder();
    event.lockId = held.lockId();
    event.lockClass = held.lockClass();
    event.holderThread = held.holderThread();
    event.holderStack = held.holderStack();
    event.waiters = held.waiters();
    event.longestWaitNanos = held.longestWaitNanos();
    event.waitNanos = held.waitNanos();
    event.mapId = held.mapId();
    event.mapClass = held.mapClass();
    event.commit();
  }

  void loaded(LockLoads.Load load) {
    if (!admitsNow(Kind.LOCK_LOAD)) {
      return;
    }
    LockLoad event = new LockLoad();
    event.lockId = load.lockId();
    event.lockClass = load.lockClass();
    event.looks = load.looks();
    event.waiting = load.waiting();
    event.waitNanos = load.waitNanos();
    event.holderThread = load.scene().holderThread();
    event.holderStack = load.scene().holderStack();
    event.waiterStack = load.scene().waiterStack();
    event.mapClass = load.scene().mapClass();
    event.commit();
  }

  /** False when no recording wants it now. */
  boolean status(String state, String detail, String leftOut) {
    if (!agentStatus.isWanted() || !admits(Kind.STATUS)) {
      return false;
    }
    AgentStatus event = new AgentStatus();
    event.state = state;
    event.detail = detail;
    event.leftOut = leftOut;
    event.commit();
    return true;
  }
}
