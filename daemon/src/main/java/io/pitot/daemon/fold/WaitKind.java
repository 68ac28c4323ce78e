package io.pitot.daemon.fold;

import java.util.Locale;

/** Why a thread did not go on: the taxonomy of waiting, as in {@code docs/waits.md}. */
enum WaitKind {
  /** To enter a monitor that another thread holds. */
  MONITOR(true),
  /** For another thread to load or initialise a class. */
  CLASS_LOADING(true),
  /** For a lock of {@code java.util.concurrent.locks}. */
  LOCK(true),
  /** For something that is lent out: a connection, a permit. */
  POOL(true),
  /** A virtual thread that could not leave its carrier. */
  PIN(true),
  /** For a bin of a map. */
  MAP_BIN(true),
  /** For the resize of a map, by helping. */
  MAP_HELP(true),
  /** For a value that another thread computes in a map. */
  MAP_COMPUTE(true),
  /** Resized a map: no wait, but time that the operation took. */
  MAP_RESIZE(true),
  /** For memory, while the collector runs. */
  GC_STALL(true),
  /** For something to do, at a queue or a condition. */
  QUEUE(false),
  /** A worker of an executor, for work. */
  IDLE(false),
  /** For the result of something. */
  FUTURE(false),
  /** For time to pass. */
  SLEEP(false),
  /** In {@code Object.wait}. */
  OBJECT_WAIT(false),
  /** Parked for another reason. */
  PARK(false);

  private final boolean heldUp;

  WaitKind(boolean heldUp) {
    this.heldUp = heldUp;
  }

  /** Whether the thread had something to do and could not: its detail is kept first. */
  boolean isHeldUp() {
    return heldUp;
  }

  /** On the wire. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
