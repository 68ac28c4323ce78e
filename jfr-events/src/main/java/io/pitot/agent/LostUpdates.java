package io.pitot.agent;

import io.pitot.agent.planted.Check;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Folds proofs of check-then-act into one report for each map and pair of sites. To make a value in
 * vain once is what putIfAbsent is for; it is reported where it happens to a key that had its value
 * already and was looked for again after that.
 */
final class LostUpdates {
  private static final int MAX_WAITING = 256;
  private static final int MAX_PAIRS = 1_000;
  private static final int MAX_KEY_CHARS = 64;
  private static final int MAX_KEYS = 64;

  /** Proofs of the same pair within this time are in its report. */
  private static final long COLLECT_NANOS = 200_000_000;

  /** One map and pair of sites. */
  record LostUpdate(
      long mapId,
      String mapClass,
      String keyText,
      String check,
      String act,
      String threadName,
      String stack,
      String otherThreadName,
      String otherStack,
      long count,
      long wastedNanos) {}

  record Proof(Check check, Stack stack) {}

  private static final class Pair {
    final Proof first;
    final MapRecord record;
    final long sinceNanos = System.nanoTime();
    private final boolean isInVain;

    /** When a value was made in vain first, by key. */
    private final Map<String, Long> inVainNanos = new HashMap<>();

    private boolean isRepeated;
    private long count;
    private long wastedNanos;
    boolean written;

    Pair(Proof first, MapRecord record) {
      this.first = first;
      this.record = record;
      this.isInVain = first.check.wastedNanos > 0;
    }

    void add(Check check) {
      count++;
      wastedNanos += check.wastedNanos;
      if (isInVain && !isRepeated) {
        String key = keyText(check.key) + "#" + check.key.hashCode();
        Long known = inVainNanos.get(key);
        // The key had a value then, and none when this thread looked: it was taken away between.
        isRepeated = known != null && check.sinceNanos - known > 0;
        if (known == null && inVainNanos.size() < MAX_KEYS) {
          inVainNanos.put(key, System.nanoTime());
        }
      }
    }

    boolean isFault() {
      return isRepeated || !isInVain;
    }

    LostUpdate report() {
      Check check = first.check;
      Thread writer = check.writer;
      return new LostUpdate(
          record.id,
          record.mapClass,
          keyText(check.key),
          check.operation,
          isInVain ? "putIfAbsent" : "put",
          RaceReports.name(check.thread),
          first.stack.text(),
          writer == null ? "" : RaceReports.name(writer),
          check.writerStack instanceof Stack stack ? stack.text() : "",
          count,
          wastedNanos);
    }
  }

  private final ConcurrentLinkedQueue<Proof> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final Map<String, Pair> pairs = new LinkedHashMap<>();
  private final MapRegistry registry;
  private final LeftOut leftOut;

  LostUpdates(MapRegistry registry, LeftOut leftOut) {
    this.registry = registry;
    this.leftOut = leftOut;
  }

  /**
   * Called before the put of the application that overwrites another thread's, or after the
   * putIfAbsent that put nothing.
   */
  void offer(Check check) {
    if (waitingCount.get() < MAX_WAITING) {
      waitingCount.incrementAndGet();
      waiting.add(new Proof(check, Stack.take()));
    } else {
      leftOut.count(LeftOut.Reason.PROOF_WHILE_OTHERS_WAITED);
    }
  }

  /** Takes in what was offered and writes the reports that are due. */
  void drain(@Nullable JfrEvents events) {
    for (Proof proof = waiting.poll(); proof != null; proof = waiting.poll()) {
      waitingCount.decrementAndGet();
      fold(proof);
    }
    if (events == null || !events.wantsLostUpdates()) {
      // The next recording is told of all that was proven before.
      for (Pair pair : pairs.values()) {
        pair.written = false;
      }
      return;
    }
    long now = System.nanoTime();
    for (Pair pair : pairs.values()) {
      if (!pair.written
          && pair.isFault()
          && now - pair.sinceNanos >= COLLECT_NANOS
          && events.admits(Kind.LOST_UPDATES)) {
        pair.written = true;
        events.lostUpdate(pair.report());
      }
    }
  }

  private void fold(Proof proof) {
    MapRecord record = registry.of(proof.check.map, proof.stack);
    if (record == null) {
      return;
    }
    String act = proof.check.wastedNanos > 0 ? " in vain " : " ";
    String key = record.id + act + site(proof.stack) + " " + site(proof.check.writerStack);
    Pair pair = pairs.get(key);
    if (pair == null) {
      if (pairs.size() >= MAX_PAIRS) {
        leftOut.count(LeftOut.Reason.RACE_BEYOND_TABLE);
        return;
      }
      pair = new Pair(proof, record);
      pairs.put(key, pair);
    }
    pair.add(proof.check);
  }

  private static String site(@Nullable Object taken) {
    return taken instanceof Stack stack && !stack.frames.isEmpty()
        ? Stack.line(stack.frames.get(0).toStackTraceElement())
        : "";
  }

  /** Only of classes whose text is short and has no effects. */
  private static String keyText(Object key) {
    boolean isPlain =
        key instanceof String
            || key instanceof Enum
            || key instanceof UUID
            || key.getClass().getName().startsWith("java.lang.");
    String text = isPlain ? key.toString() : key.getClass().getName();
    return text.length() <= MAX_KEY_CHARS ? text : text.substring(0, MAX_KEY_CHARS) + "...";
  }
}
