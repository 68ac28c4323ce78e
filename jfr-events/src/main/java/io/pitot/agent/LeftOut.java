package io.pitot.agent;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the agent did not report. No lock: hooks count here too. */
final class LeftOut {
  /** Why something was not reported. */
  enum Reason {
    INSIDE_RECORDER("inside the flight recorder"),
    MAP_TABLE_FULL("map beyond the first 16384"),
    PROOF_WHILE_OTHERS_WAITED("proof while others waited"),
    RACE_SUPPRESSED("suppressed race"),
    RACE_BEYOND_TABLE("race beyond the first 1000"),
    HOOK_EXHAUSTED("hook without memory or stack");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /** Complete from the beginning, so that hooks only read it. */
  private final Map<Reason, AtomicLong> counts = new EnumMap<>(Reason.class);

  private final Map<Kind, AtomicLong> throttled = new EnumMap<>(Kind.class);

  LeftOut() {
    for (Kind kind : Kind.values()) {
      throttled.put(kind, new AtomicLong());
    }
    for (Reason reason : Reason.values()) {
      counts.put(reason, new AtomicLong());
    }
  }

  void count(Reason reason) {
    of(reason).incrementAndGet();
  }

  /** An event of this kind was one too many for its throttle, or for that of all hooks. */
  void count(Kind kind) {
    Objects.requireNonNull(throttled.get(kind)).incrementAndGet();
  }

  void set(Reason reason, long count) {
    of(reason).set(count);
  }

  private AtomicLong of(Reason reason) {
    return Objects.requireNonNull(counts.get(reason));
  }

  /** {@code reason=count,...} of those that happened. */
  String text() {
    StringJoiner text = new StringJoiner(",");
    throttled.forEach((kind, count) -> add(text, kind.option + " beyond its throttle", count));
    counts.forEach((reason, count) -> add(text, reason.text, count));
    return text.toString();
  }

  private static void add(StringJoiner text, String reason, AtomicLong count) {
    if (count.get() > 0) {
      text.add(reason + "=" + count.get());
    }
  }
}
