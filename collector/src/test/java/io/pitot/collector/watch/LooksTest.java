package io.pitot.collector.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LooksTest {
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  @Test
  void allLooksTogetherSpendNoMoreThanOneComparison() {
    double spent = 0;
    for (int look = 1; look <= Looks.MOST; look++) {
      assertTrue(Looks.part(look) > 0);
      spent += Looks.part(look);
    }
    assertTrue(spent <= 1, "spent " + spent);
    assertEquals(0.5, Looks.part(1));
    assertEquals(0.25, Looks.part(2));
  }

  @Test
  void aLookIsDueWhenTwiceAsMuchIsThere() {
    Looks looks = new Looks(Duration.ofMinutes(5));

    assertEquals(5 * MINUTE, looks.next(0));
    assertEquals(10 * MINUTE, looks.next(5 * MINUTE));
    assertEquals(10 * MINUTE, looks.next(7 * MINUTE));
    assertEquals(80 * MINUTE, looks.next(41 * MINUTE));
  }

  @Test
  void theWatchRestsAfterALookButPutsNoneOffForLong() {
    WatchConfig config = WatchConfig.DEFAULT;

    assertEquals(Duration.ZERO, config.restAfter(Duration.ofNanos(900_000)), "no look was due");
    assertEquals(Duration.ZERO, config.restAfter(Duration.ofNanos(-2)), "nobody tells the time");
    assertEquals(Duration.ofMillis(3900), config.restAfter(Duration.ofMillis(100)));
    assertEquals(config.poll(), config.restAfter(Duration.ofSeconds(3)));
  }
}
