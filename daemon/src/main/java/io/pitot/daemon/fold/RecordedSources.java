package io.pitot.daemon.fold;

import java.util.HashSet;
import java.util.Set;

/** Which event types occurred in the chunk at hand or in the one before. */
final class RecordedSources {
  private Set<String> current = new HashSet<>();
  private Set<String> before = new HashSet<>();

  void startChunk() {
    before = current;
    current = new HashSet<>();
  }

  void saw(String source) {
    current.add(source);
  }

  boolean has(String source) {
    return current.contains(source) || before.contains(source);
  }
}
