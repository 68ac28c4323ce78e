package io.pitot.collector.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.store.MemoryBlockStore;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.WindowBatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A question that asks too much is told so, and what to ask instead. */
class QueryLimitsTest {
  private static final long NOON = 1_795_262_400;
  private static final int INSTANCES = Selector.MAX_SERIES + 1;
  private static final TimeRange RANGE = new TimeRange((NOON - 600) * 1000, NOON * 1000);

  @Test
  void whatIsTooMuchIsRefusedWithTheReason() throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(NOON), ZoneOffset.UTC);
    try (ProfileStore store =
        ProfileStore.open(
            new MemoryBlockStore(), Duration.ofHours(24), Duration.ofDays(30), clock)) {
      fill(store);
      FlameQuery query = new FlameQuery(store);
      String message = refusal(query, "");
      assertTrue(message.startsWith(INSTANCES + " series match, at most "), message);
      assertTrue(message.contains("narrow the match or the time"), message);

      FlameAnswer narrowed = run(query, "{instance=~\"i1...\", zone!=\"a\", rack=\"\"}");
      assertEquals(500, narrowed.instances());
      assertEquals(500, narrowed.tree().totalCount());
      assertEquals(0, run(query, "{instance=~\"i1...\", rack!=\"\"}").instances());
      assertEquals(INSTANCES / 2, run(query, "{zone!~\"a|c\"}").instances());

      String stopped = refusal(new FlameQuery(store, Duration.ZERO), "{zone=\"a\"}");
      assertTrue(stopped.contains("choose a shorter time or fewer instances"), stopped);
    }
  }

  /** One window of each instance, every other in zone b. */
  private static void fill(ProfileStore store) throws Exception {
    List<CompletableFuture<Void>> stored = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      WindowBatch batch =
          new WindowBatch(
              "target-" + i,
              Map.of("service", "shop", "instance", "i" + i, "zone", i % 2 == 0 ? "a" : "b"),
              NOON - 300,
              0,
              List.of("", "A.a"),
              new int[] {0},
              new int[] {1},
              List.of(
                  new WindowBatch.Rows(
                      new ProfileType("cpu", "jdk.ExecutionSample", "samples"),
                      new int[] {1},
                      new long[] {1},
                      new long[] {1})),
              List.of());
      stored.add(store.append(batch, 1).toCompletableFuture());
      if (stored.size() == 500) {
        settle(stored);
      }
    }
    settle(stored);
  }

  private static void settle(List<CompletableFuture<Void>> stored) throws Exception {
    for (CompletableFuture<Void> one : stored) {
      one.get(300, TimeUnit.SECONDS);
    }
    stored.clear();
  }

  private static FlameAnswer run(FlameQuery query, String match) {
    return query.run(
        new Selection("shop", MatchExpression.parse(match), RANGE), "cpu", FrameNaming.RECORDED);
  }

  private static String refusal(FlameQuery query, String match) {
    return String.valueOf(
        assertThrows(QueryLimitException.class, () -> run(query, match)).getMessage());
  }
}
