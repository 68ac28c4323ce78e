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
  /** {@link #POOL}, or {@link #QUEUE}: the other waits of the window tell. */
  POOL_OR_QUEUE(true),
  /** {@link #POOL}, or {@link #OBJECT_WAIT}: the other waits of the window tell. */
  POOL_OR_OBJECT_WAIT(true),
  /** {@link #QUEUE} unless the other waits of the window tell that it is {@link #POOL}. */
  QUEUE_OR_POOL(false),
  /** {@link #OBJECT_WAIT} unless the other waits of the window tell that it is {@link #POOL}. */
  OBJECT_WAIT_OR_POOL(false),
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

  /** Whether the thread's own stack does not tell: {@link IdleReaders} does. */
  boolean isGuess() {
    return isOwnQueue() || this == POOL_OR_QUEUE || this == POOL_OR_OBJECT_WAIT;
  }

  /** Whether the class that started the thread waits, which most often has a loop for that. */
  boolean isOwnQueue() {
    return this == QUEUE_OR_POOL || this == OBJECT_WAIT_OR_POOL;
  }

  /** What a guess becomes. */
  WaitKind resolved(boolean isIdle) {
    return switch (this) {
      case POOL_OR_QUEUE, QUEUE_OR_POOL -> isIdle ? QUEUE : POOL;
      case POOL_OR_OBJECT_WAIT, OBJECT_WAIT_OR_POOL -> isIdle ? OBJECT_WAIT : POOL;
      default -> this;
    };
  }

  /** On the wire. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
