package io.pitot.daemon.fold;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a parked or waiting thread waits for, from the class it parked for and its stack.
 *
 * <p>The hard case is a thread that waits at a queue or condition: an idle consumer, or one with
 * work in hand that needs something which others hold. The method that waits tells by its name
 * ({@code borrow}, {@code acquire} against {@code take}, {@code next}); where it does not, a thread
 * that waits in the class where it was started most often reads its own queue, and of any other the
 * window tells ({@link IdleReaders}).
 */
final class ParkReason {
  private static final List<String> WAITING_FRAMES =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private static final Pattern IDLE =
      Pattern.compile(
          ".*ThreadPoolExecutor\\.getTask"
              + "|java\\.util\\.concurrent\\.ForkJoinPool\\.awaitWork"
              + "|.*QueuedThreadPool(\\$Runner)?\\.idleJobPoll"
              + "|.*ReservedThreadExecutor\\$ReservedThread\\.reservedWait"
              + "|java\\.util\\.concurrent\\.ThreadPerTaskExecutor\\..*"
              + "|jdk\\.internal\\.ref\\.CleanerImpl\\.run"
              + "|java\\.lang\\.ref\\.Reference(\\$ReferenceHandler|Queue)?\\..*"
              + "|java\\.lang\\.ref\\.Finalizer.*"
              + "|java\\.util\\.TimerThread\\..*");

  private static final Pattern FUTURE =
      Pattern.compile(
          "java\\.util\\.concurrent\\.(CompletableFuture|FutureTask|ForkJoinTask|CountDownLatch"
              + "|CyclicBarrier|Phaser|Exchanger)[.$].*|java\\.lang\\.Thread\\.join.*");

  private static final Pattern QUEUE =
      Pattern.compile(
          ".*(Queue|Deque)(\\$[^.]*)?\\.(?!run|call|main|lambda)[^.]*"
              + "|.*\\$ConditionObject\\.await.*");

  /** Waits for room: whoever takes out is too slow, and nothing is lent out. */
  private static final Pattern PUTS =
      Pattern.compile(".*(Queue|Deque)(\\$[^.]*)?\\.(put|offer|transfer|tryTransfer)[^.]*");

  private static final Pattern POOL =
      Pattern.compile("(?i)(.*[.$])?[^.$]*(?<!s)pool[^.$]*(\\$.*)?");

  private static final Pattern OF_THREADS = Pattern.compile("(?i).*(thread|work|task|job|exec).*");

  /** Who calls the application so comes back to do so again: no loop over a queue begins here. */
  private static final Pattern ASKS =
      Pattern.compile(
          "(com\\.)?sun\\.net\\.httpserver\\..*"
              + "|java\\.util\\.concurrent\\.CompletableFuture\\$AsyncSupply\\.run"
              + "|java\\.util\\.concurrent\\.FutureTask\\.runAndReset");

  /** Of those, and of servers' code above the JDK: somebody waits for what the call returns. */
  private static final Pattern ANSWERS =
      Pattern.compile(
          "(com\\.)?sun\\.net\\.httpserver\\..*"
              + "|(javax|jakarta)\\.servlet\\..*"
              + "|java\\.util\\.concurrent\\.CompletableFuture\\$AsyncSupply\\.run");

  private static final Pattern BORROWS =
      Pattern.compile(
          "(?i).*(borrow|acquire|checkout|lease|obtain|getconnection|getresource|reserve|permit).*");
  private static final Pattern CONSUMES =
      Pattern.compile(
          "(?i).*(take|poll|next|receive|dequeue|consume|pull|fetch|read|drain|run|loop|await|idle"
              + "|listen|process|call).*");

  private ParkReason() {}

  /**
   * Of a thread in {@code LockSupport.park}.
   *
   * @param parkedClass empty where it parked for nothing in particular
   */
  static WaitKind ofPark(String parkedClass, Stack stack) {
    boolean acquires = false;
    boolean waitsForOthers = parkedClass.endsWith("$ConditionObject");
    for (int at = stack.depth() - 1; at >= 0; at--) {
      String frame = stack.frame(at);
      if (IDLE.matcher(frame).matches() || isIdleForkJoin(stack, at)) {
        return WaitKind.IDLE;
      }
      if (!isLibrary(frame)) {
        break;
      }
      if (FUTURE.matcher(frame).matches()) {
        return WaitKind.FUTURE;
      }
      if (frame.startsWith("java.util.concurrent.Semaphore.")) {
        return WaitKind.POOL;
      }
      acquires |= frame.contains("Synchronizer.acquire") || frame.contains(".tryAcquire");
      acquires |= frame.startsWith("java.util.concurrent.locks.StampedLock.");
      waitsForOthers |= QUEUE.matcher(frame).matches();
    }
    // A condition and many a queue have a lock of their own: who parks for that waits for no item.
    boolean isLock = parkedClass.startsWith("java.util.concurrent.locks.");
    if (isLock && !parkedClass.endsWith("$ConditionObject")) {
      return WaitKind.LOCK;
    }
    if (waitsForOthers) {
      return atQueue(stack, WaitKind.QUEUE);
    }
    if (acquires) {
      return WaitKind.LOCK;
    }
    return parkedClass.isEmpty() ? WaitKind.SLEEP : WaitKind.PARK;
  }

  /** Of a thread in {@code Object.wait}. */
  static WaitKind ofObjectWait(Stack stack) {
    for (int at = stack.depth() - 1; at >= 0; at--) {
      if (IDLE.matcher(stack.frame(at)).matches()) {
        return WaitKind.IDLE;
      }
      if (!isLibrary(stack.frame(at))) {
        break;
      }
      if (FUTURE.matcher(stack.frame(at)).matches()) {
        return WaitKind.FUTURE;
      }
    }
    return atQueue(stack, WaitKind.OBJECT_WAIT);
  }

  private static WaitKind atQueue(Stack stack, WaitKind consumer) {
    int caller = caller(stack, stack.depth());
    if (caller < 0) {
      return consumer;
    }
    String method = stack.frame(caller).substring(stack.frame(caller).lastIndexOf('.') + 1);
    if (BORROWS.matcher(method).matches()) {
      return WaitKind.POOL;
    }
    if (PUTS.matcher(stack.frame(caller + 1)).matches()) {
      return consumer;
    }
    int outermost = 0;
    while (isLibrary(stack.frame(outermost))) {
      outermost++;
    }
    // A lambda that starts a thread is code of the class that it stands in.
    String starting = className(stack.frame(outermost)).replaceFirst("\\$\\$Lambda.*", "");
    String waiting = className(stack.frame(caller));
    boolean isQueue = consumer == WaitKind.QUEUE;
    if (starting.equals(waiting) && !isAsked(stack, outermost)) {
      return CONSUMES.matcher(method).matches()
          ? consumer
          : isQueue ? WaitKind.QUEUE_OR_POOL : WaitKind.OBJECT_WAIT_OR_POOL;
    }
    if (POOL.matcher(waiting).matches()
        && !OF_THREADS.matcher(simpleName(waiting) + method).matches()) {
      return WaitKind.POOL;
    }
    if (CONSUMES.matcher(method).matches()) {
      return consumer;
    }
    return isQueue ? WaitKind.POOL_OR_QUEUE : WaitKind.POOL_OR_OBJECT_WAIT;
  }

  /** Whether the application was called for an answer, or for one of many turns. */
  private static boolean isAsked(Stack stack, int outermost) {
    for (int at = 0; at < outermost; at++) {
      if (ASKS.matcher(stack.frame(at)).matches()) {
        return true;
      }
    }
    return false;
  }

  /** Whether the thread answers somebody. */
  static boolean isAnswering(Stack stack) {
    for (int at = 0; at < stack.depth(); at++) {
      if (ANSWERS.matcher(stack.frame(at)).matches()) {
        return true;
      }
    }
    return false;
  }

  /** The frame of the application that waits; empty for none. */
  static String waitingFrame(Stack stack, int depth) {
    int caller = caller(stack, depth);
    return caller < 0 ? "" : stack.frame(caller);
  }

  private static int caller(Stack stack, int depth) {
    int caller = depth - 1;
    while (caller >= 0 && isLibrary(stack.frame(caller))) {
      caller--;
    }
    return caller;
  }

  private static boolean isIdleForkJoin(Stack stack, int at) {
    return stack.frame(at).equals("java.util.concurrent.ForkJoinPool.runWorker")
        && (at + 1 == stack.depth()
            || !stack.frame(at + 1).startsWith("java.util.concurrent.ForkJoinPool$WorkQueue."));
  }

  private static boolean isLibrary(String frame) {
    return frame.startsWith("[")
        || WAITING_FRAMES.stream().anyMatch(frame::startsWith)
        || QUEUE.matcher(frame).matches();
  }

  private static String className(String frame) {
    int dot = frame.lastIndexOf('.');
    return dot < 0 ? frame : frame.substring(0, dot);
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
