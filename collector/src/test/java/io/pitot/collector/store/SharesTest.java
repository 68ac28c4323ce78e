package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one service takes of the collector leaves room for the others, and it is told so. */
class SharesTest {
  private static final Map<String, String> FEW = Map.of("service", "many", "instance", "i");

  private final SeriesBounds bounds = new SeriesBounds();

  @Test
  void aServiceHasAQuarterOfTheSeries() {
    Series one = new Series(1, 1, "target", FEW);
    for (int i = 0; i < SeriesBounds.MAX_OF_SERVICE; i++) {
      bounds.check("many", 1, FEW, "");
      bounds.added(one);
    }
    assertTold(
        assertThrows(LimitExceededException.class, () -> bounds.check("many", 1, FEW, "")),
        "service 'many' has 50000 series already",
        "others need room");
    assertDoesNotThrow(() -> bounds.check("few", 2, FEW, ""));

    bounds.removed(one);
    assertDoesNotThrow(() -> bounds.check("many", 1, FEW, ""));
  }

  @Test
  void aServiceHasHalfOfTheMemoryForLabels() {
    Map<String, String> large = Map.of("service", "large", "text", "x".repeat(1_000_000));
    Series one = new Series(1, 1, "target", large);
    int added = 0;
    while (isLet(1, large, "")) {
      bounds.added(one);
      added++;
    }
    assertTrue(added > 0, "none was let in");
    assertTrue(isLet(2, FEW, ""), "another service is kept out by labels of the first");
    assertTold(
        assertThrows(LimitExceededException.class, () -> bounds.check("large", 1, large, "")),
        "service 'large' has " + added + " series already",
        "fewer different labels");
  }

  private boolean isLet(int service, Map<String, String> labels, String origin) {
    try {
      bounds.check("large", service, labels, origin);
      return true;
    } catch (LimitExceededException e) {
      return false;
    }
  }

  @Test
  void aServiceHasHalfOfTheQueue() {
    QueueRoom room = new QueueRoom(100, Duration.ZERO);
    room.take("many", 30);
    room.take("many", 20);
    assertTold(
        assertThrows(QueueFullException.class, () -> room.take("many", 1)),
        "50 kB of service 'many' wait",
        "others need room");
    room.take("few", 40);

    room.free("many", 30);
    room.take("many", 10);
    assertTold(
        assertThrows(QueueFullException.class, () -> room.take("other", 40)), "its queue is full");
  }

  @Test
  @Timeout(60)
  void aBatchWaitsForRoomInItsServicesHalf() throws Exception {
    QueueRoom room = new QueueRoom(100, Duration.ofDays(1));
    room.take("many", 40);
    FutureTask<Void> second = new FutureTask<>(() -> room.take("many", 40), null);
    Thread waiting = new Thread(second);
    waiting.start();
    while (waiting.getState() != Thread.State.TIMED_WAITING) {
      assertFalse(second.isDone(), "the half is taken");
      Thread.onSpinWait();
    }
    room.take("few", 50);
    room.free("many", 40);
    second.get();
  }

  @Test
  void nobodyTakesMoreSeriesThanHeLeaves() {
    int added = 0;
    // A service of its own for each, so that no service has many.
    while (isLet(added + 1, FEW, "here")) {
      bounds.added(new Series(1, ++added, "target", FEW, "here"));
    }
    assertTrue(added > 0, "none was let in");
    assertTold(
        assertThrows(LimitExceededException.class, () -> bounds.check("new", 0, FEW, "here")),
        added + " series were new and came from here",
        "others need room");
    int others = 0;
    while (isLet(0, FEW, "there")) {
      bounds.added(new Series(1, added + ++others, "target", FEW, "there"));
    }
    assertTrue(Math.abs(added / 2 - others) <= 1, others + " others, and " + added);
  }

  /** Instances are known long after their series, and of many releases they are many. */
  @Test
  void theInstancesOfTheReleasesSeenLastAreKnown() {
    KnownReleases releases = new KnownReleases(put -> {});
    int each = 1_000;
    int known = KnownReleases.MAX_INSTANCES_IN_ALL / each;
    for (int release = 0; release <= known; release++) {
      for (int instance = 0; instance < each; instance++) {
        Map<String, String> labels = Map.of("release", "r" + release, "instance", "i" + instance);
        releases.saw(new Series(1, 1, "target", labels), new Seen(release, release));
      }
    }
    assertEquals(Map.of(), releases.instances(1, "r0"));
    assertEquals(each, releases.instances(1, "r" + known).size());
    assertEquals(known + 1, releases.of(1).size());
    long all =
        releases.of(1).keySet().stream().mapToLong(r -> releases.instances(1, r).size()).sum();
    assertTrue(all <= KnownReleases.MAX_INSTANCES_IN_ALL, all + " are known");
    assertTrue(all > KnownReleases.MAX_INSTANCES_IN_ALL * 0.9, all + " are known");
  }

  /** One that is larger than its service's half has to fit in alone. */
  @Test
  void aLargeBatchIsTakenWhenNothingWaits() {
    QueueRoom room = new QueueRoom(100, Duration.ZERO);
    room.take("many", 100);
    room.free("many", 100);
    room.take("many", 1);
    assertThrows(QueueFullException.class, () -> room.take("many", 100));
  }

  private static void assertTold(Exception refusal, String... parts) {
    String message = String.valueOf(refusal.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
