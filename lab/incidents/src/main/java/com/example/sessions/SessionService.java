package com.example.sessions;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Takes batches of heartbeats; now and then somebody leaves. */
public final class SessionService implements Service {
  private static final int SESSIONS = 2_000;
  private static final int BATCH = 10_000;

  private final SessionRegistry registry;

  public SessionService(boolean faulty) {
    registry = new SessionRegistry(faulty);
  }

  @Override
  public void handle(RandomGenerator random) {
    long now = System.currentTimeMillis();
    for (int i = 0; i < BATCH; i++) {
      int session = random.nextInt(SESSIONS);
      if (i % 8 == 0) {
        registry.logout(session);
      } else {
        registry.heartbeat(session, now);
      }
    }
  }

  @Override
  public String damage() {
    return "says that it holds %d sessions, and finds %d"
        .formatted(registry.count(), registry.present(SESSIONS));
  }
}
