package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Names of services come and go; a number is given once. */
class ServiceNamesTest {
  private static final ProfileType CPU = new ProfileType("cpu", "jdk.ExecutionSample", "samples");
  private static final long START = 1_795_231_200 / 3600 * 3600;

  private final MemoryBlockStore blocks = new MemoryBlockStore();
  private final MovableClock clock = new MovableClock(START + 60);

  @Test
  void aNameGoesWithTheLastOfItsData() throws Exception {
    try (ProfileStore store = open()) {
      append(store, "first").get(2, TimeUnit.MINUTES);
      append(store, "shop").get(2, TimeUnit.MINUTES);
      append(store, "last").get(2, TimeUnit.MINUTES);
      store.sumUpHours();
      // Sums are let go of by thirty days.
      for (int days = 0; days < 61; days++) {
        clock.forward(Duration.ofDays(1));
        append(store, "shop").get(2, TimeUnit.MINUTES);
        store.sumUpHours();
      }
      // Of a large step it is waited for whether it lasts; the committer looks after each turn.
      for (int turn = 0; turn < 20; turn++) {
        clock.forward(Duration.ofMinutes(1));
        store.keep(List.of()).toCompletableFuture().get(2, TimeUnit.MINUTES);
      }
      store.keep(List.of()).toCompletableFuture().get(2, TimeUnit.MINUTES);
      // The number of the last one would be given again by the next start.
      assertEquals(Map.of("shop", 2, "last", 3), store.catalog().services());
      assertEquals(1, store.catalog().seriesCount());
    }
    blocks.reopen();
    try (ProfileStore store = open()) {
      append(store, "first").get(2, TimeUnit.MINUTES);
      assertEquals(Optional.of(4), store.catalog().service("first"));
    }
    assertSound();
  }

  @Test
  void whoWasNotSeenForDaysMakesRoom() throws Exception {
    try (ProfileStore store = open()) {
      fill(store);
      clock.forward(Duration.ofDays(3));
      ExecutionException refused =
          assertThrows(
              ExecutionException.class, () -> append(store, "new").get(2, TimeUnit.MINUTES));
      assertInstanceOf(LimitExceededException.class, refused.getCause());
      append(store, "service-0").get(2, TimeUnit.MINUTES);

      clock.forward(Duration.ofDays(2));
      append(store, "new").get(2, TimeUnit.MINUTES);
      Catalog catalog = store.catalog();
      assertEquals(ServiceNames.MAX - ServiceNames.MAX / 100 + 1, catalog.services().size());
      assertEquals(Optional.of(ServiceNames.MAX + 1), catalog.service("new"));
      assertEquals(Optional.of(1), catalog.service("service-0"), "which was seen");
      assertEquals(catalog.services().size(), catalog.seriesCount());
    }
    assertSound();
  }

  private void fill(ProfileStore store) throws Exception {
    List<CompletableFuture<Void>> stored = new ArrayList<>();
    for (int i = 0; i < ServiceNames.MAX; i++) {
      stored.add(append(store, "service-" + i));
      if (stored.size() == 500) {
        for (CompletableFuture<Void> one : stored) {
          one.get(5, TimeUnit.MINUTES);
        }
        stored.clear();
      }
    }
    assertTrue(stored.isEmpty());
    assertEquals(ServiceNames.MAX, store.catalog().services().size());
  }

  /** What had to make room is no damage. */
  private void assertSound() {
    blocks.reopen();
    assertEquals(List.of(), new StoreCheck(blocks, partition -> {}).run().problems());
  }

  private ProfileStore open() {
    return ProfileStore.open(blocks, Duration.ofHours(24), Duration.ofDays(30), clock);
  }

  private CompletableFuture<Void> append(ProfileStore store, String service) {
    WindowBatch batch =
        new WindowBatch(
            "node-1/" + service,
            Map.of("service", service),
            clock.instant().getEpochSecond() / 10 * 10,
            0,
            List.of("", "A.main"),
            new int[] {0},
            new int[] {1},
            List.of(new WindowBatch.Rows(CPU, new int[] {1}, new long[] {1}, new long[] {1})),
            List.of());
    return store.append(batch, 100).toCompletableFuture();
  }
}
