package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ids that lie close together, far off, or anywhere, beside maps that keep everything. */
class StackIdsTest {
  private static final long CHUNK_OFFSET = 1L << 40;

  @Test
  void keepsWhatMapsKeep() {
    for (int round = 0; round < 300; round++) {
      long seed = System.nanoTime() + round;
      check(new Random(seed), "seed " + seed);
    }
  }

  private static void check(Random random, String seed) {
    StackIds ids = new StackIds();
    ids.begin(CHUNK_OFFSET);
    Set<Long> asked = new HashSet<>();
    Map<Long, Integer> numbers = new HashMap<>();
    Map<Long, Long> places = new HashMap<>();
    long first = random.nextInt(1 << (1 + random.nextInt(30)));
    int span = 1 << random.nextInt(24);
    for (int i = 0; i < 2_000; i++) {
      long id = random.nextInt(50) == 0 ? random.nextLong() : first + random.nextInt(span);
      if (random.nextBoolean()) {
        ids.ask(id);
        asked.add(id);
      } else if (id != 0) {
        int number = asked.contains(id) ? random.nextInt(1 << 24) : StackMethods.FULL;
        long place = CHUNK_OFFSET + 68 + random.nextInt(1 << 30);
        if (ids.stands(id, place, number)) {
          places.put(id, place);
        }
        numbers.put(id, number);
      }
    }
    asked.remove(0L);
    for (long id : asked) {
      assertEquals(true, ids.isAsked(id), seed + ", asked " + id);
    }
    numbers.forEach((id, number) -> assertEquals(number, ids.numberOf(id), seed + ", id " + id));
    places.forEach((id, place) -> assertEquals(place, ids.placeOf(id), seed + ", id " + id));
  }
}
