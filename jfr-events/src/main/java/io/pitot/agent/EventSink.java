package io.pitot.agent;

import io.pitot.agent.planted.Check;
import io.pitot.agent.planted.MapHooks;
import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Sink;
import io.pitot.agent.planted.Wait;
import io.pitot.agent.planted.Watch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the hooks find and makes events of it, once a flight recording has been started in
 * this JVM. Knows nothing of JFR itself, so that a JVM without a recording never loads it.
 */
final class EventSink extends Sink {
  private static final int NEAR_FRAMES = 16;
  private static final int SITE_FRAMES = 32;
  private static final int MAX_COLLIDED = 4;

  private final MapRegistry registry;
  private final RaceReports races;
  private final LostUpdates lostUpdates;
  private final ResizeSites resizesBefore;
  private final ResizeSites smallResizes;
  private final Throttles throttles;
  private final LeftOut leftOut;
  private final AtomicInteger budget = new AtomicInteger();
  private volatile @Nullable JfrEvents events;

  /** A map whose keys collide may live no longer than a request: kept until it is looked at. */
  private final AtomicReferenceArray<@Nullable Object> collidedMaps =
      new AtomicReferenceArray<>(MAX_COLLIDED);

  private final AtomicInteger collided = new AtomicInteger();

  EventSink(Options options, Throttles throttles, LeftOut leftOut) {
    this.registry = new MapRegistry(leftOut);
    this.races = new RaceReports(registry, options.suppressed(), leftOut);
    this.lostUpdates = new LostUpdates(registry, leftOut);
    this.resizesBefore = new ResizeSites(leftOut);
    this.smallResizes = new ResizeSites(leftOut);
    this.throttles = throttles;
    this.leftOut = leftOut;
  }

  MapRegistry registry() {
    return registry;
  }

  RaceReports races() {
    return races;
  }

  void record(JfrEvents events) {
    this.events = events;
  }

  /** Takes in a race that was proven outside the hooks. */
  void found(RaceReports.Proof proof) {
    races.found(proof);
  }

  /** Takes in what hooks left to be reported, and writes what is due. */
  void drain() {
    JfrEvents writer = events;
    races.drain(writer);
    lostUpdates.drain(writer);
    resizesBefore.drain();
    resizesBefore.tellAll(writer);
    smallResizes.drain();
  }

  /** Tells where small tables were resized for long since the last call. */
  void tellResizeStorms() {
    smallResizes.tellStorms(events);
  }

  /** How many events hooks may write until the next call. */
  void grant(int count) {
    budget.set(count);
  }

  private boolean isInBudget() {
    return budget.get() > 0 && budget.decrementAndGet() >= 0;
  }

  private boolean mayWrite(Kind kind) {
    boolean may = throttles.of(kind).take() && isInBudget();
    if (!may) {
      leftOut.count(kind);
    }
    return may;
  }

  /** Null until a recording began. */
  @Nullable JfrEvents events() {
    return events;
  }

  @Override
  public @Nullable Object beginWait() {
    JfrEvents writer = events;
    return writer == null ? null : writer.beginWait();
  }

  @Override
  public void endWait(Object event) {
    JfrEvents.end(event);
  }

  @Override
  public void waited(Object map, @Nullable Object key, Wait wait, long computedNanos) {
    MapRecord record = registry.of(map);
    if (record == null) {
      return;
    }
    int bin = bin(map, key);
    long hadNanos = wait.startNanos + wait.nanos;
    boolean computing = wait.computing || record.computed(bin, wait.startNanos, hadNanos);
    if (computedNanos != 0) {
      record.functions().ran(bin, hadNanos, computedNanos);
    }
    write(map, bin, wait, computing ? "compute_wait" : "bin_lock");
  }

  @Override
  public void operated(Object map, long nanos) {
    MapRecord record = registry.of(map);
    if (record != null) {
      record.heat().operated(nanos);
    }
  }

  @Override
  public void helped(Object map, Wait wait) {
    MapRecord record = registry.of(map);
    if (record != null) {
      record.helpers.incrementAndGet();
    }
    write(map, -1, wait, "resize_help");
  }

  private void write(Object map, int bin, Wait wait, String cause) {
    JfrEvents writer = events;
    if (writer == null || wait.nanos < Wait.SHORTEST_NANOS) {
      return;
    }
    boolean lasting = JfrEvents.lasting(wait.event) && mayWrite(Kind.CONTENTION);
    Stack stack = lasting ? Stack.take(NEAR_FRAMES) : null;
    if (stack != null && stack.isInsideFlightRecorder()) {
      leftOut.count(LeftOut.Reason.INSIDE_RECORDER);
      return;
    }
    MapRecord record = registry.of(map);
    if (record == null) {
      return;
    }
    record.heat().add(bin, wait.nanos, wait.weight);
    if (stack == null) {
      record.sum(wait.nanos, wait.weight);
    } else {
      record.sum(wait.nanos, wait.weight - 1);
      writer.waited(record, map, wait, cause, stack.operation(map), bin);
    }
  }

  @Override
  public @Nullable Object beginResize(Object map, int oldCapacity) {
    if (oldCapacity < MapHooks.resizeFloor) {
      return new ResizeSites.Begun(oldCapacity, System.nanoTime(), MapHooks.SMALL_RESIZES);
    }
    JfrEvents writer = events;
    Object event = writer == null ? null : writer.beginResize(oldCapacity);
    return event != null ? event : new ResizeSites.Begun(oldCapacity, System.nanoTime(), 1);
  }

  @Override
  public void endResize(Object map, Object event) {
    if (event instanceof ResizeSites.Begun begun) {
      Stack stack = Stack.take(SITE_FRAMES);
      MapRecord record = stack.isInsideFlightRecorder() ? null : registry.of(map);
      if (record != null) {
        record.held(Probe.size(map));
        (begun.weight() == 1 ? resizesBefore : smallResizes)
            .offer(record, begun, Probe.size(map), stack);
      }
      return;
    }
    JfrEvents writer = events;
    JfrEvents.end(event);
    if (writer == null || !JfrEvents.lasting(event) || !mayWrite(Kind.RESIZE)) {
      return;
    }
    if (Stack.take(NEAR_FRAMES).isInsideFlightRecorder()) {
      leftOut.count(LeftOut.Reason.INSIDE_RECORDER);
      return;
    }
    MapRecord record = registry.of(map);
    if (record != null) {
      record.held(Probe.size(map));
      writer.resized(record, map, event);
    }
  }

  /** So that a map which is never resized, or is no hash table, is known when it is large. */
  @Override
  public void changed(Object map) {
    if (events != null && Probe.size(map) >= MapHooks.LARGE) {
      registry.of(map);
    }
  }

  @Override
  public Object stack() {
    return Stack.take();
  }

  @Override
  public void raced(Watch proof) {
    races.offer(proof);
  }

  @Override
  public void lostUpdate(Check check) {
    lostUpdates.offer(check);
  }

  @Override
  public void colliding(Object map) {
    if (!isInBudget() || Stack.take(NEAR_FRAMES).isInsideFlightRecorder()) {
      return;
    }
    MapRecord record = registry.of(map);
    if (record != null) {
      record.colliding = true;
      if (events != null) {
        int place = collided.getAndIncrement();
        if (place >= 0 && place < MAX_COLLIDED) {
          collidedMaps.set(place, map);
        }
      }
    }
  }

  /** Lets go of the maps that collided, once they have been looked at. */
  void forgetCollided() {
    for (int i = 0; i < MAX_COLLIDED; i++) {
      collidedMaps.set(i, null);
    }
    collided.set(0);
  }

  @Override
  public void failedFast(Throwable exception, @Nullable Object map) {
    JfrEvents writer = events;
    if (writer == null || !writer.wantsFailFast()) {
      return;
    }
    if (mayWrite(Kind.FAIL_FAST)) {
      writer.failedFast(exception, map == null ? null : registry.of(map));
    }
  }

  /** The key has been asked for its hash by the operation already. */
  private static int bin(Object map, @Nullable Object key) {
    Object[] table = Probe.table(map);
    if (key == null || table == null) {
      return -1;
    }
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (table.length - 1);
  }
}
