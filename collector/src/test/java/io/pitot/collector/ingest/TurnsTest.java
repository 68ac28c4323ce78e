package io.pitot.collector.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where streams send more than there is room for, one begins where another has ended. */
class TurnsTest {
  private static final long EASY = 1000;

  private final List<String> begun = new ArrayList<>();
  private long held;
  private int looks;
  private final Turns turns = new Turns(() -> held, EASY, millis -> looks++);

  @Test
  void whileLittleIsHeldNobodyWaits() {
    held = EASY - 1;
    turns.await(stream("a"));
    turns.await(stream("b"));
    assertEquals(List.of("a", "b"), begun);
    assertEquals(0, looks);
  }

  @Test
  void oneBeginsWhereAnotherEndedInTheOrderInWhichTheyCame() {
    held = EASY;
    turns.await(stream("a"));
    turns.await(stream("b"));
    turns.ended();
    assertEquals(List.of(), begun);
    held = EASY - 1;
    turns.ended();
    assertEquals(List.of("a"), begun);
    turns.await(stream("c"));
    assertEquals(List.of("a"), begun, "nobody overtakes");
    turns.ended();
    turns.ended();
    turns.ended();
    assertEquals(List.of("a", "b", "c"), begun);
  }

  @Test
  void whoNeverEndsAMessageKeepsNobodyOut() {
    held = 100 * EASY;
    for (int i = 0; i < 6; i++) {
      turns.await(stream("s" + i));
    }
    assertEquals(1, looks);
    turns.look();
    turns.look();
    assertEquals(List.of("s0", "s1"), begun);
    assertEquals(3, looks);

    held = 0;
    turns.look();
    assertEquals(List.of("s0", "s1", "s2", "s3", "s4", "s5"), begun);
    assertEquals(3, looks, "nobody waits any more");
  }

  @Test
  void whoHasGoneTakesNoTurn() {
    held = EASY;
    Runnable gone = stream("gone");
    turns.await(gone);
    turns.await(stream("a"));
    turns.leave(gone);
    turns.look();
    assertEquals(List.of("a"), begun);
  }

  private Runnable stream(String name) {
    return () -> begun.add(name);
  }
}
