package io.pitot.events;

import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Events for maps of your own, like those that the agent writes for the JDK's. Needs no agent, and
 * costs a test of a flag while no recording wants them.
 *
 * <pre>{@code
 * PitotEvents.Contention wait = PitotEvents.contention();
 * stripe.lock();
 * wait.end(id, "com.acme.StripedMap", "put", stripeIndex);
 * }</pre>
 */
public final class PitotEvents {
  private static final Contention UNWANTED_CONTENTION = new Contention(null);
  private static final Resize UNWANTED_RESIZE = new Resize(null);

  /** How many innermost frames the flight recorder leaves out of these events; set by the agent. */
  private static volatile int hiddenContentionFrames = 1;

  private static volatile int hiddenResizeFrames = 1;

  private PitotEvents() {}

  /** A thread begins to wait inside a map. */
  public static Contention contention() {
    MapContention event = new MapContention();
    if (!event.isEnabled()) {
      return UNWANTED_CONTENTION;
    }
    event.begin();
    return new Contention(event);
  }

  /** A thread begins to move the entries of a map to a table of another size. */
  public static Resize resize() {
    MapResize event = new MapResize();
    if (!event.isEnabled()) {
      return UNWANTED_RESIZE;
    }
    event.begin();
    return new Resize(event);
  }

  /** A wait that goes on. */
  public static final class Contention {
    private final @Nullable MapContention event;

    private Contention(@Nullable MapContention event) {
      this.event = event;
    }

    /**
     * The wait is over; call it after the lock was released, or at once.
     *
     * @param mapId yours, above 2^32 so that it is none of the agent's
     * @param bin the part of the map that was locked, -1 for none
     */
    public void end(long mapId, String mapClass, String operation, int bin) {
      if (event == null) {
        return;
      }
      event.end();
      if (event.shouldCommit()) {
        event.mapId = mapId;
        event.mapClass = mapClass;
        event.operation = operation;
        event.cause = "bin_lock";
        event.bin = bin;
        commit(event, hiddenContentionFrames);
      }
    }
  }

  /** A resize that goes on. */
  public static final class Resize {
    private final @Nullable MapResize event;

    private Resize(@Nullable MapResize event) {
      this.event = event;
    }

    /**
     * The resize is over.
     *
     * @param mapId yours, above 2^32 so that it is none of the agent's
     */
    public void end(long mapId, String mapClass, int oldCapacity, int newCapacity, long size) {
      if (event == null) {
        return;
      }
      event.end();
      if (event.shouldCommit()) {
        event.mapId = mapId;
        event.mapClass = mapClass;
        event.oldCapacity = oldCapacity;
        event.newCapacity = newCapacity;
        event.size = size;
        commit(event, hiddenResizeFrames);
      }
    }
  }

  /** Adds as many frames as are left out, so that none of the caller's is. */
  private static void commit(Event event, int frames) {
    if (frames > 2) {
      commit(event, frames - 1);
    } else {
      event.commit();
    }
  }
}
