package io.pitot.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.daemon.fold.ParkTally;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShortParkRuleTest {
  private static final long START = 1_700_000_000_000L;

  private final ShortParkRule rule = new ShortParkRule();
  private long idle;
  private long heldUp;
  private long second;

  @Test
  void idleThreadsThatParkTooOftenAreNotLookedAt() {
    assertEquals(Optional.empty(), after(0, 0, 0));
    assertEquals(Optional.empty(), after(10, 101, 0), "too soon to tell");
    assertEquals(Optional.of(false), after(10, 101, 0));
  }

  @Test
  void whatComesSeldomIsKept() {
    assertEquals(Optional.empty(), after(0, 0, 0));
    assertEquals(Optional.empty(), after(60, 100, 0));
    // A fold that reads what an earlier daemon left reads minutes at once.
    assertEquals(Optional.empty(), after(600, 99, 0));
  }

  @Test
  void locksAmongThemAreKeptHoweverManyThereAre() {
    assertEquals(Optional.empty(), after(0, 0, 0));
    assertEquals(Optional.empty(), after(20, 2_000, 101));
    assertEquals(Optional.of(false), after(20, 2_000, 99));
  }

  /** What was over long ago does not count for what is now. */
  @Test
  void aBusyMinuteIsForgotten() {
    assertEquals(Optional.empty(), after(0, 0, 0));
    assertEquals(Optional.of(false), after(20, 5_000, 0));
    assertEquals(Optional.empty(), after(20, 1, 0), "of the twenty seconds since");
  }

  @Test
  void afterAWhileTheyAreLookedAtAgain() {
    rule.recorded(false);
    assertEquals(Optional.empty(), after(0, 0, 0));
    assertEquals(Optional.empty(), after(599, 0, 0));
    assertEquals(Optional.of(true), after(1, 0, 0));
    rule.recorded(true);
    assertEquals(Optional.empty(), after(1, 0, 0));
    assertEquals(Optional.of(false), after(20, 1_000, 0));
  }

  @Test
  void beforeTheFirstFlushNothingIsKnown() {
    assertEquals(Optional.empty(), rule.look(new ParkTally(0, 0), 0));
    assertEquals(Optional.empty(), after(0, 1_000_000, 0), "counted from here on");
  }

  /** Looks again so many seconds later, with so many short parks in each of them. */
  private Optional<Boolean> after(long seconds, long idlePerSecond, long heldUpPerSecond) {
    second += seconds;
    idle += Math.max(1, seconds) * idlePerSecond;
    heldUp += Math.max(1, seconds) * heldUpPerSecond;
    return rule.look(new ParkTally(idle, heldUp), START + second * 1_000);
  }
}
