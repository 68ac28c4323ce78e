package io.pitot.collector.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.diff.Verdict;
import io.pitot.collector.store.MemoryBlockStore;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.WindowBatch;
import io.pitot.collector.tree.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Releases with more instances than are compared at once are compared all the same. */
class ChosenInstancesTest {
  private static final long NOON = 1_795_262_400;
  private static final TimeRange RANGE = new TimeRange((NOON - 600) * 1000, NOON * 1000);

  @Test
  void aLargeFleetIsComparedWithItsCanary() throws Exception {
    try (ProfileStore store = store()) {
      fill(store, "1.0", 900, 20);
      fill(store, "1.1", 30, 26);
      CompareQuery.Answer answer = compare(store, "1.0", "1.1");
      assertEquals(370, answer.report().base().instances());
      assertEquals(30, answer.report().candidate().instances());
      assertEquals(
          "370 of the 900 instances of 1.0 are compared, chosen by chance.",
          answer.report().notes().get(0));
      assertEquals(Verdict.FAIL, answer.report().verdict(), answer.report()::reason);
      assertEquals("shop.Prices.find", answer.report().findings().get(0).frame());
    }
  }

  @Test
  void twoLargeReleasesAreComparedByAsManyOfEach() throws Exception {
    try (ProfileStore store = store()) {
      fill(store, "1.0", 300, 20);
      fill(store, "1.1", 300, 20);
      CompareQuery.Answer answer = compare(store, "1.0", "1.1");
      assertEquals(200, answer.report().base().instances());
      assertEquals(200, answer.report().candidate().instances());
      assertEquals(Verdict.PASS, answer.report().verdict(), answer.report()::reason);
      assertTrue(
          answer.report().notes().stream().anyMatch(note -> note.contains("instances of 1.1")),
          () -> "" + answer.report().notes());
      assertEquals(
          answer.report().mdePoints(), compare(store, "1.0", "1.1").report().mdePoints(), 0);
    }
  }

  private static CompareQuery.Answer compare(ProfileStore store, String base, String candidate) {
    return new CompareQuery(store).run(side(base), side(candidate), "cpu", Value.COUNT);
  }

  private static CompareQuery.Side side(String release) {
    return new CompareQuery.Side(
        release,
        new Selection("shop", MatchExpression.parse("{release=\"" + release + "\"}"), RANGE));
  }

  private static ProfileStore store() throws Exception {
    return ProfileStore.open(
        new MemoryBlockStore(),
        Duration.ofHours(24),
        Duration.ofDays(30),
        Clock.fixed(Instant.ofEpochSecond(NOON), ZoneOffset.UTC));
  }

  /** One window of each instance: of 1,000 samples a share in one frame, the rest in ten others. */
  private static void fill(ProfileStore store, String release, int instances, int percent)
      throws Exception {
    List<CompletableFuture<Void>> stored = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      List<String> frames = new ArrayList<>(List.of("", "shop.Prices.find"));
      long[] samples = new long[11];
      samples[0] = 10L * percent + i % 5 - 2;
      for (int other = 1; other < samples.length; other++) {
        frames.add("shop.Step" + other + ".run");
        samples[other] = (1000 - samples[0]) / 10 + (i + other) % 7 - 3;
      }
      int[] each = IntStream.rangeClosed(1, samples.length).toArray();
      WindowBatch batch =
          new WindowBatch(
              "target-" + release + "-" + i,
              Map.of("service", "shop", "release", release, "instance", "i" + i, "jdk", "17"),
              NOON - 300,
              0,
              frames,
              new int[samples.length],
              each,
              List.of(
                  new WindowBatch.Rows(
                      new ProfileType("cpu", "jdk.ExecutionSample", "samples"),
                      each,
                      samples,
                      samples)),
              List.of());
      stored.add(store.append(batch, 1).toCompletableFuture());
    }
    for (CompletableFuture<Void> one : stored) {
      one.get(300, TimeUnit.SECONDS);
    }
  }
}
