package com.example.sessions;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions by their number, with the time of their last heartbeat. */
final class SessionRegistry {
  private final Map<Integer, Long> lastSeen;

  SessionRegistry(boolean plain) {
    lastSeen = plain ? new HashMap<>() : new ConcurrentHashMap<>();
  }

  void heartbeat(int session, long now) {
    lastSeen.put(session, now);
  }

  void logout(int session) {
    lastSeen.remove(session);
  }

  int count() {
    return lastSeen.size();
  }

  /** Those that can be found. */
  int present(int sessions) {
    int present = 0;
    for (int session = 0; session < sessions; session++) {
      if (lastSeen.get(session) != null) {
        present++;
      }
    }
    return present;
  }
}
