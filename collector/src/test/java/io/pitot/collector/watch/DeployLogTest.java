package io.pitot.collector.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.collector.query.TimeRange;
import io.pitot.collector.store.MemoryBlockStore;
import io.pitot.collector.store.ProfileStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Markers outlive profiles, so they are bounded; who marks a deploy is not refused for it. */
class DeployLogTest {
  private static final TimeRange EVER = new TimeRange(0, Long.MAX_VALUE);

  private final MemoryBlockStore blocks = new MemoryBlockStore();

  @Test
  void theOneDeployedLongestAgoMakesRoom() {
    try (ProfileStore store = open()) {
      DeployLog log = new DeployLog(store);
      for (int i = 0; i < DeployLog.MAX_SERVICES; i++) {
        log.add(deploy("s" + i, 1_000 + i));
      }
      log.add(deploy("s0", 1_000_000));
      log.add(deploy("new", 1_000_001));
      assertThere(log);
    }
    blocks.reopen();
    try (ProfileStore store = open()) {
      assertThere(new DeployLog(store));
    }
  }

  private static void assertThere(DeployLog log) {
    assertEquals(1, log.in("new", EVER).size());
    assertEquals(2, log.in("s0", EVER).size());
    assertEquals(List.of(), log.in("s1", EVER));
    assertEquals(1, log.in("s2", EVER).size());
    assertEquals(DeployLog.MAX_SERVICES + 1, log.in("", EVER).size());
  }

  private ProfileStore open() {
    return ProfileStore.open(blocks, Duration.ofHours(24), Duration.ofDays(30), Clock.systemUTC());
  }

  private static Deploy deploy(String service, long atMillis) {
    return new Deploy(service, "1.0", atMillis, null, null);
  }
}
