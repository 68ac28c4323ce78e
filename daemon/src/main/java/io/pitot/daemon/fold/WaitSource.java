package io.pitot.daemon.fold;

import org.jspecify.annotations.Nullable;

/** The table of events that are waits: {@code docs/waits.md} says the same for people. */
enum WaitSource {
  MONITOR("jdk.JavaMonitorEnter", "monitorClass"),
  PARK("jdk.ThreadPark", "parkedClass"),
  OBJECT_WAIT("jdk.JavaMonitorWait", "monitorClass"),
  PINNED("jdk.VirtualThreadPinned", null),
  ALLOCATION_STALL("jdk.ZAllocationStall", null),
  MAP("pitot.MapContention", "mapClass"),
  RESIZE("pitot.MapResize", "mapClass");

  private static final ClassLeaf UNKNOWN = new ClassLeaf("", "");

  private final String source;
  private final @Nullable String lockClass;

  WaitSource(String source, @Nullable String lockClass) {
    this.source = source;
    this.lockClass = lockClass;
  }

  String source() {
    return source;
  }

  /** Whether a thread may be here because it has nothing to do. */
  boolean isPark() {
    return this == PARK || this == OBJECT_WAIT;
  }

  /** The field that names the class of the lock; null for none. */
  @Nullable String lockClass() {
    return lockClass;
  }

  /** The leaf of the stack; one without text where the class is unknown. */
  ClassLeaf leaf() {
    return lockClass == null ? UNKNOWN : new ClassLeaf(lockClass, "");
  }

  WaitKind kind(String className, Stack stack, String cause) {
    return switch (this) {
      case MONITOR -> loadsClasses(className, stack) ? WaitKind.CLASS_LOADING : WaitKind.MONITOR;
      case PARK -> ParkReason.ofPark(className, stack);
      case OBJECT_WAIT ->
          className.equals("int[]") ? WaitKind.CLASS_LOADING : ParkReason.ofObjectWait(stack);
      case PINNED -> WaitKind.PIN;
      case ALLOCATION_STALL -> WaitKind.GC_STALL;
      case RESIZE -> WaitKind.MAP_RESIZE;
      case MAP ->
          switch (cause) {
            case "resize_help" -> WaitKind.MAP_HELP;
            case "compute_wait" -> WaitKind.MAP_COMPUTE;
            default -> WaitKind.MAP_BIN;
          };
    };
  }

  /** A class is initialised under the monitor of an {@code int[]} that no program can name. */
  private static boolean loadsClasses(String className, Stack stack) {
    String top = stack.depth() == 0 ? "" : stack.frame(stack.depth() - 1);
    return className.equals("int[]")
        || top.endsWith("ClassLoader.loadClass")
        || top.endsWith("ClassLoader.loadClassOrNull")
        || top.startsWith("jdk.internal.loader.");
  }
}
