package io.pitot.daemon.fold;

import java.util.EnumSet;
import java.util.Set;

/** Which profile types occurred in the chunk at hand or in the one before. */
final class RecordedTypes {
  private Set<ProfileType> current = EnumSet.noneOf(ProfileType.class);
  private Set<ProfileType> before = EnumSet.noneOf(ProfileType.class);

  void startChunk() {
    before = current;
    current = EnumSet.noneOf(ProfileType.class);
  }

  void saw(ProfileType type) {
    current.add(type);
  }

  boolean has(ProfileType type) {
    return current.contains(type) || before.contains(type);
  }
}
