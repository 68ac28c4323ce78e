package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one service takes of the collector leaves room for the others, and it is told so. */
class SharesTest {
  private static final Map<String, String> FEW = Map.of("service", "many", "instance", "i");

  private final SeriesBounds bounds = new SeriesBounds();

  @Test
  void aServiceHasAQuarterOfTheSeries() {
    Series one = new Series(1, 1, "target", FEW);
    for (int i = 0; i < SeriesBounds.MAX_OF_SERVICE; i++) {
      bounds.check("many", 1, FEW);
      bounds.added(one);
    }
    assertTold(
        assertThrows(LimitExceededException.class, () -> bounds.check("many", 1, FEW)),
        "service 'many' has 50000 series already",
        "others need room");
    assertDoesNotThrow(() -> bounds.check("few", 2, FEW));

    bounds.removed(one);
    assertDoesNotThrow(() -> bounds.check("many", 1, FEW));
  }

  @Test
  void aServiceHasHalfOfTheMemoryForLabels() {
    Map<String, String> large = Map.of("service", "large", "text", "x".repeat(1_000_000));
    Series one = new Series(1, 1, "target", large);
    int added = 0;
    while (isLet(1, large)) {
      bounds.added(one);
      added++;
    }
    assertTrue(added > 0, "none was let in");
    assertTrue(isLet(2, FEW), "another service is kept out by labels of the first");
    assertTold(
        assertThrows(LimitExceededException.class, () -> bounds.check("large", 1, large)),
        "service 'large' has " + added + " series already",
        "fewer different labels");
  }

  private boolean isLet(int service, Map<String, String> labels) {
    try {
      bounds.check("large", service, labels);
      return true;
    } catch (LimitExceededException e) {
      return false;
    }
  }

  @Test
  void aServiceHasHalfOfTheQueue() {
    QueueRoom room = new QueueRoom(100);
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

  /** One that is larger than its service's half has to fit in alone. */
  @Test
  void aLargeBatchIsTakenWhenNothingWaits() {
    QueueRoom room = new QueueRoom(100);
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
