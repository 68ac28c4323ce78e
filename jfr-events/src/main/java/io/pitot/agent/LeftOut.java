package io.pitot.agent;

import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Counts what the agent did not report, by reason. */
final class LeftOut {
  private final Map<String, Long> counts = new TreeMap<>();

  synchronized void count(String reason) {
    counts.merge(reason, 1L, Long::sum);
  }

  synchronized String text() {
    StringJoiner text = new StringJoiner(",");
    counts.forEach((reason, count) -> text.add(reason + "=" + count));
    return text.toString();
  }
}
