package io.pitot.agent;

import io.pitot.agent.planted.Walk;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves the races that no watch can prove any more. Two threads that change a TreeMap or a
 * WeakHashMap at once may link its nodes to a ring, two that fill an IdentityHashMap may leave no
 * free place in it: both then walk round it for ever, begin no operation and meet no watch. But
 * both are inside operations of the same map all the time, and that is the proof: each began its
 * last one on this map, has taken the processor for long since, and again and again its stack ends
 * in the map's own code.
 */
final class EndlessWalks {
  /** Ticks that a thread has to stay before its stack is looked at. */
  private static final int STILL_TICKS = 3;

  /** How often its stack has to end in the map's own code. */
  private static final int LOOKS = 3;

  /** The same where nobody can say how much of the processor a thread took meanwhile. */
  private static final int LOOKS_WITHOUT_CPU_TIME = 20;

  /** A thread that only lost the processor inside its operation takes none. */
  private static final long WALKED_NANOS = 5_000_000;

  /** A runtime image may lack java.management. */
  private static final boolean CAN_MANAGE =
      ModuleLayer.boot().findModule("java.management").isPresent();

  /** Each look stops one thread for a moment. */
  private static final int MAX_LOOKS_PER_TICK = 16;

  private static final int MAX_FRAMES = 128;

  /** Frames that the comparison of two keys may put on top. */
  private static final int MAX_TOP_FRAMES = 4;

  /** The operations of which {@link Walk} hears. */
  private static final Set<String> KNOWN =
      Set.of(
          "put",
          "get",
          "remove",
          "removeMapping",
          "clear",
          "computeIfAbsent",
          "compute",
          "merge",
          "addEntry",
          "addEntryToEmptyMap",
          "deleteEntry",
          "getEntry",
          "getFirstEntry",
          "getLastEntry",
          "getCeilingEntry",
          "getFloorEntry",
          "getHigherEntry",
          "getLowerEntry",
          "nextEntry",
          "nextIndex");

  /** Those that change the map: two that only read race with nobody. */
  private static final Set<String> WRITES =
      Set.of(
          "put",
          "remove",
          "removeMapping",
          "clear",
          "computeIfAbsent",
          "compute",
          "merge",
          "addEntry",
          "addEntryToEmptyMap",
          "deleteEntry");

  private final @Nullable Stay[] stays = new Stay[Walk.places()];

  private int looksLeft;

  /** One operation that goes on. */
  private static final class Stay {
    final int place;
    final Walk walk;
    final int count;
    final Object map;
    int ticks;
    int looks;
    long cpuNanos;
    boolean isEndless;
    boolean writes;
    boolean told;
    Stack stack = Stack.NONE;

    Stay(int place, Walk walk, int count, Object map) {
      this.place = place;
      this.walk = walk;
      this.count = count;
      this.map = map;
    }
  }

  /**
   * A stack that ends in a known operation of the map.
   *
   * @param isOnTop whether the map's own code runs, and not a comparison that it called
   */
  private record Inside(StackTraceElement[] frames, boolean isOnTop, boolean writes) {}

  /** The pairs of threads that have been inside the same map since the last call, each once. */
  List<RaceReports.Proof> look() {
    List<Stay> endless = new ArrayList<>();
    looksLeft = MAX_LOOKS_PER_TICK;
    for (int place = 0; place < stays.length; place++) {
      Stay stay = stay(place);
      if (stay == null || stay.ticks < STILL_TICKS) {
        continue;
      }
      if (!stay.isEndless && looksLeft > 0) {
        look(stay);
      }
      if (stay.isEndless) {
        endless.add(stay);
      }
    }
    return endless.size() < 2 ? List.of() : pairs(endless);
  }

  /** What the thread of this place does, if that is the same as at the last look. */
  private @Nullable Stay stay(int place) {
    Walk walk = Walk.at(place);
    Object map = walk == null ? null : walk.map();
    if (walk == null || map == null) {
      stays[place] = null;
      return null;
    }
    Stay stay = stays[place];
    if (stay == null || stay.walk != walk || stay.count != walk.count || stay.map != map) {
      stays[place] = new Stay(place, walk, walk.count, map);
      return null;
    }
    stay.ticks++;
    return stay;
  }

  private void look(Stay stay) {
    Inside inside = stay.walk.thread.getState() == Thread.State.RUNNABLE ? inside(stay) : null;
    if (inside == null) {
      forget(stay.place);
      return;
    }
    // Below a comparison that takes its time the thread may have used another map before.
    if (inside.isOnTop) {
      stay.writes = inside.writes;
      stay.stack = Stack.of(inside.frames, MAX_FRAMES, stay.map);
      looked(stay, cpuNanos(stay.walk.thread));
    }
  }

  /** Null where the thread is in no operation of the map. */
  private @Nullable Inside inside(Stay stay) {
    looksLeft--;
    StackTraceElement[] frames = stay.walk.thread.getStackTrace();
    int top = 0;
    while (top < Math.min(frames.length, MAX_TOP_FRAMES) && !isOf(stay.map, frames[top])) {
      top++;
    }
    boolean isKnown = false;
    boolean writes = false;
    for (int i = top; i < frames.length && isOf(stay.map, frames[i]); i++) {
      isKnown |= KNOWN.contains(frames[i].getMethodName());
      writes |= WRITES.contains(frames[i].getMethodName());
    }
    return isKnown ? new Inside(frames, top == 0, writes) : null;
  }

  private static void looked(Stay stay, long cpuNanos) {
    stay.looks++;
    if (stay.looks == 1) {
      stay.cpuNanos = cpuNanos;
    }
    stay.isEndless =
        cpuNanos < 0
            ? stay.looks >= LOOKS_WITHOUT_CPU_TIME
            : stay.looks >= LOOKS && cpuNanos - stay.cpuNanos >= WALKED_NANOS;
  }

  /** Of the thread so far; -1 where it is unknown, as of virtual threads. */
  private static long cpuNanos(Thread thread) {
    if (!CAN_MANAGE) {
      return -1;
    }
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
  }

  private void forget(int place) {
    stays[place] = null;
    Walk.forget(place);
  }

  /** Whether the frame is the map's own code, as it is in the JDK. */
  private static boolean isOf(Object map, StackTraceElement frame) {
    String name = frame.getClassName();
    int nested = name.indexOf('$');
    String owner = nested < 0 ? name : name.substring(0, nested);
    for (Class<?> type = map.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getClassLoader() == null && type.getName().equals(owner)) {
        return true;
      }
    }
    return false;
  }

  private List<RaceReports.Proof> pairs(List<Stay> endless) {
    List<RaceReports.Proof> proofs = new ArrayList<>();
    for (Stay writer : endless) {
      for (Stay other : endless) {
        if (writer.writes
            && writer != other
            && writer.map == other.map
            && !(writer.told && other.told)
            && looksLeft > 0
            && areInside(writer, other)) {
          writer.told = true;
          other.told = true;
          proofs.add(
              new RaceReports.Proof(
                  writer.map, writer.walk.thread, writer.stack, other.walk.thread, other.stack));
        }
      }
    }
    return proofs;
  }

  /**
   * Whether both are inside now. One that stayed for long may have come out since, and the other
   * one may have gone in after it: so the other one is looked at between two looks at the first.
   */
  private boolean areInside(Stay one, Stay other) {
    return isInside(one) && isInside(other) && isInside(one);
  }

  private boolean isInside(Stay stay) {
    Inside inside = inside(stay);
    if (inside == null || stay.walk.count != stay.count) {
      forget(stay.place);
      return false;
    }
    return inside.isOnTop;
  }
}
