package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.tree.Stacks;
import io.pitot.collector.tree.Value;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a finding is said to be about, and what is advised. */
class FindingClassTest {
  private static final String CHM = "java.util.concurrent.ConcurrentHashMap";
  private static final Subject PARK = new Subject("park", "nanoseconds", Value.SUM);

  @ParameterizedTest
  @CsvSource({
    "alloc, shop.Price.total;java.util.HashMap.resize;java.util.HashMap$Node[], map_allocation",
    "alloc, shop.Price.total;java.util.HashMap.put;java.util.LinkedHashMap$Entry, map_allocation",
    "alloc, shop.Price.total;it.fastutil.Int2ObjectOpenHashMap.<init>;int[], map_allocation",
    "alloc, shop.Price.total;java.util.HashMap.computeIfAbsent;shop.Price.make;byte[], allocation",
    "alloc, shop.Price.total;java.util.AbstractMap.toString;byte[], allocation",
    "alloc, shop.Price.total;java.util.BitSet.expandTo;long[], allocation",
    "cpu, shop.Price.total;java.util.HashMap.put;java.util.HashMap.resize, map_allocation",
    "cpu, shop.Price.total;java.util.HashMap.get, cpu",
    "cpu, shop.Price.total, cpu",
    "lock, shop.Price.total;java.util.Hashtable.get;java.util.Hashtable, map_contention",
    "lock, shop.Price.total;java.util.Collections$SynchronizedMap.get;java.lang.Object,"
        + " map_contention",
    "lock, shop.Price.total;shop.Ledger, lock_contention",
    "park, shop.Price.total;java.util.concurrent.locks.ReentrantLock$NonfairSync, lock_contention",
    "park, shop.Price.total;java.util.concurrent.CountDownLatch$Sync, waiting",
    "map_contention, shop.Price.total;java.util.concurrent.ConcurrentHashMap, map_contention",
    "map_resize, shop.Price.total;java.util.concurrent.ConcurrentHashMap, map_resize_storm",
  })
  void isTheClassThatAPersonWouldGive(String type, String stack, String expected) {
    String unit =
        switch (type) {
          case "alloc" -> "bytes";
          case "cpu" -> "samples";
          default -> "nanoseconds";
        };
    Subject subject = new Subject(type, unit, Value.SUM);
    Finding finding = rise(subject, "java.lang.Thread.run;shop.Shop.handle;" + stack);

    assertEquals(expected, finding.findingClass().id());
    assertFalse(finding.advice().isEmpty());
    assertTrue(finding.evidence().stream().anyMatch(line -> line.startsWith("new: ")));
  }

  @Test
  void helpersInAResizeMakeItAStorm() {
    Finding finding =
        rise(Fleet.CPU, "shop.Shop.handle;" + CHM + ".putVal;" + CHM + ".helpTransfer");
    assertEquals(FindingClass.MAP_RESIZE_STORM, finding.findingClass());
  }

  @Test
  void adviceCarriesTheNumbersOfTheCase() {
    Finding finding =
        rise(
            PARK,
            "shop.Shop.handle;java.util.concurrent.locks.ReentrantLock.lock;"
                + "java.util.concurrent.locks.ReentrantLock$NonfairSync");
    // 100 events of 1 ms in each minute and instance.
    assertEquals(1.67e6, finding.cost().candidate(), 0.01e6);
    assertTrue(finding.advice().contains("1.67 ms per second"), finding.advice());
    assertTrue(finding.advice().contains("ReentrantLock$NonfairSync"), finding.advice());
  }

  private static Finding rise(Subject subject, String stack) {
    Random random = new Random(7);
    Fleet fleet = new Fleet();
    for (int i = 0; i < 4; i++) {
      fleet.base(quiet(random));
      Stacks candidate = quiet(random);
      candidate.add(stack, 100, 100_000_000);
      fleet.candidate(candidate);
    }
    return fleet.compare(subject).findings().stream()
        .filter(finding -> finding.kind() == Finding.Kind.REGRESSION)
        .findFirst()
        .orElseThrow();
  }

  private static Stacks quiet(Random random) {
    Stacks stacks = new Stacks();
    for (int i = 0; i < 6; i++) {
      long events = Math.round(100 * (1 + 0.02 * random.nextGaussian()));
      stacks.add(
          "java.lang.Thread.run;shop.Other" + i + ".work;shop.Thing" + i,
          events,
          events * 1_000_000);
    }
    return stacks;
  }
}
