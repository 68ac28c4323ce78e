package io.pitot.agent;

import io.pitot.agent.planted.Watch;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/** Folds proofs into one report for each map and pair of sites. */
final class RaceReports {
  private static final int MAX_WAITING = 256;
  private static final int MAX_RACES = 1_000;

  /** Proofs of the same pair within this time are in its report; later ones only in the total. */
  private static final long COLLECT_NANOS = 200_000_000;

  /** A lock may be taken in the method that called the map, or around a function that does. */
  private static final int CALLERS_WITH_LOCKS = 3;

  private static final Set<String> WRITES =
      Set.of(
          "put",
          "putAll",
          "putIfAbsent",
          "putFirst",
          "putLast",
          "remove",
          "pollFirstEntry",
          "pollLastEntry",
          "clear",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "merge",
          "replace",
          "replaceAll");

  /**
   * The one report of a map and a pair of sites; the first thread is the one that changed the map.
   */
  record Race(
      long mapId,
      String mapClass,
      String operation,
      String otherOperation,
      String threadName,
      String otherThreadName,
      String stack,
      String otherStack,
      long count) {}

  /** Two threads that were inside the map at the same moment; the first one was changing it. */
  record Proof(Object map, Thread owner, Stack ownerStack, Thread other, Stack otherStack) {}

  /** Virtual threads mostly have no name: their number, as {@code #31}. */
  static String name(Thread thread) {
    String name = thread.getName();
    return name.isEmpty() ? "#" + thread.getId() : name;
  }

  private static final class Pair {
    final Proof first;
    final long mapId;
    final long sinceNanos = System.nanoTime();
    long count;
    boolean written;

    Pair(Proof first, long mapId) {
      this.first = first;
      this.mapId = mapId;
    }

    Race race() {
      return new Race(
          mapId,
          first.map.getClass().getName(),
          first.ownerStack.operation(first.map),
          first.otherStack.operation(first.map),
          name(first.owner),
          name(first.other),
          first.ownerStack.text(),
          first.otherStack.text(),
          count);
    }
  }

  private final ConcurrentLinkedQueue<Watch> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final Map<String, Pair> pairs = new LinkedHashMap<>();
  private final MapRegistry registry;
  private final List<String> suppressed;
  private final LeftOut leftOut;

  RaceReports(MapRegistry registry, List<String> suppressed, LeftOut leftOut) {
    this.registry = registry;
    this.suppressed = suppressed;
    this.leftOut = leftOut;
  }

  /** Called inside a map operation of the application. */
  void offer(Watch proof) {
    if (waitingCount.get() < MAX_WAITING) {
      waitingCount.incrementAndGet();
      waiting.add(proof);
    } else {
      leftOut.count(LeftOut.Reason.PROOF_WHILE_OTHERS_WAITED);
    }
  }

  /** Takes in what was offered and writes the reports that are due. */
  synchronized void drain(@Nullable JfrEvents events) {
    for (Watch proof = waiting.poll(); proof != null; proof = waiting.poll()) {
      waitingCount.decrementAndGet();
      fold(proof(proof));
    }
    if (events == null || !events.wantsRaces()) {
      // The next recording is told of all that was proven before.
      for (Pair pair : pairs.values()) {
        pair.written = false;
      }
      return;
    }
    long now = System.nanoTime();
    for (Pair pair : pairs.values()) {
      if (!pair.written && now - pair.sinceNanos >= COLLECT_NANOS && events.admits(Kind.RACE)) {
        pair.written = true;
        events.raced(pair.race());
      }
    }
  }

  synchronized Collection<Race> all() {
    List<Race> races = new ArrayList<>();
    for (Pair pair : pairs.values()) {
      races.add(pair.race());
    }
    return races;
  }

  /** Takes in a proof that was found outside the map's operations. */
  synchronized void found(Proof proof) {
    fold(proof);
  }

  private void fold(Proof proof) {
    Stack owner = proof.ownerStack;
    Stack other = proof.otherStack;
    if (isOptimistic(owner, other, proof.map) || isSuppressed(owner) || isSuppressed(other)) {
      leftOut.count(LeftOut.Reason.RACE_SUPPRESSED);
      return;
    }
    MapRecord record = registry.of(proof.map, owner);
    if (record == null) {
      return;
    }
    record.lastRacingWriter = owner;
    String[] sites = {site(owner, proof.map), site(other, proof.map)};
    Arrays.sort(sites);
    String key = record.id + " " + sites[0] + " " + sites[1];
    Pair pair = pairs.get(key);
    if (pair == null) {
      if (pairs.size() >= MAX_RACES) {
        leftOut.count(LeftOut.Reason.RACE_BEYOND_TABLE);
        return;
      }
      pair = new Pair(proof, record.id);
      pairs.put(key, pair);
    }
    pair.count++;
  }

  private static Proof proof(Watch watch) {
    Thread other = watch.other;
    if (other == null || watch.ownerStack == null || watch.otherStack == null) {
      throw new IllegalStateException("a proof without a stack");
    }
    return new Proof(
        watch.map, watch.owner, (Stack) watch.ownerStack, other, (Stack) watch.otherStack);
  }

  private static String site(Stack stack, Object map) {
    StackFrame caller = stack.caller(map);
    return stack.operation(map)
        + " "
        + (caller == null ? "" : Stack.line(caller.toStackTraceElement()));
  }

  private boolean isSuppressed(Stack stack) {
    for (StackFrame frame : stack.frames) {
      String name = frame.getClassName() + "." + frame.getMethodName();
      for (String prefix : suppressed) {
        if (name.startsWith(prefix)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * A read beside a StampedLock may be an optimistic one, which is thrown away when it raced. What
   * changed the map may be none: not even where it was a read, as in the order of access.
   */
  private static boolean isOptimistic(Stack owner, Stack other, Object map) {
    return !WRITES.contains(other.operation(map))
        && WRITES.contains(owner.operation(map))
        && (holdsStampedLock(map.getClass())
            || callsWithStampedLock(owner, map)
            || callsWithStampedLock(other, map));
  }

  private static boolean callsWithStampedLock(Stack stack, Object map) {
    return stack.callers(map, CALLERS_WITH_LOCKS).stream()
        .anyMatch(caller -> holdsStampedLock(caller.getDeclaringClass()));
  }

  private static boolean holdsStampedLock(Class<?> holder) {
    try {
      Class<?> host = holder.getNestHost();
      for (Class<?> type = holder; type != null; type = type.getSuperclass()) {
        if (declaresStampedLock(type)) {
          return true;
        }
      }
      return declaresStampedLock(host);
    } catch (LinkageError | SecurityException unknown) {
      return true; // What cannot be looked at cannot be ruled out.
    }
  }

  /** As a field, or as what a method takes: a lambda takes the local variables that it uses. */
  private static boolean declaresStampedLock(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields()).anyMatch(field -> isLock(field.getType()))
        || Arrays.stream(type.getDeclaredMethods())
            .anyMatch(
                method -> Arrays.stream(method.getParameterTypes()).anyMatch(RaceReports::isLock));
  }

  private static boolean isLock(Class<?> type) {
    return StampedLock.class.isAssignableFrom(type);
  }
}
