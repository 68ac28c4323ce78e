package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.ingest.IngestServer;
import io.pitot.collector.query.FlameQuery;
import io.pitot.collector.query.FrameNaming;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.TimeRange;
import io.pitot.collector.query.TimelineQuery;
import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.RawRange;
import io.pitot.collector.store.Retention;
import io.pitot.collector.store.StoreCheck;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Refusal;
import io.pitot.proto.v1.ToDaemon;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of one service whose clocks differ, each sending the window that its own clock ended. */
class ClockSkewTest {
  private static final long START = 1_795_231_200 / 3600 * 3600;
  private static final long TURNS = 800;
  private static final long STEP = 10;

  /** Seldom, for a stream of which all is refused is read more and more seldom. */
  private static final long SELDOM = 60;

  @TempDir Path data;
  private final MovableClock clock = new MovableClock(START);

  /** CPU samples that were acknowledged, by instance and start of the window. */
  private final Map<String, TreeMap<Long, Long>> acknowledged = new HashMap<>();

  private record Refused(Refusal.Reason reason, boolean isRetryable, String explanation) {}

  @Test
  void eachWindowIsKeptWhereItsOwnClockPutsIt() throws Exception {
    List<Refused> ofTwentyHoursAhead = new ArrayList<>();
    List<Refused> ofADayAhead = new ArrayList<>();
    List<Refused> ofADayBehind = new ArrayList<>();
    try (ProfileStore store = open();
        IngestServer ingest =
            IngestServer.start(
                store,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                null,
                "test",
                clock)) {
      Node right = new Node("right", ingest);
      Node ahead = new Node("ahead", ingest);
      Node behind = new Node("behind", ingest);
      Node jumping = new Node("jumping", ingest);
      Node hoursAhead = new Node("hours-ahead", ingest);
      Node dayAhead = new Node("day-ahead", ingest);
      Node dayBehind = new Node("day-behind", ingest);
      for (int turn = 0; turn < TURNS; turn++) {
        clock.forward(Duration.ofSeconds(STEP));
        taken(right, 0);
        taken(ahead, 90);
        taken(behind, -420);
        // Set back by an hour in the middle of the second one.
        taken(jumping, turn < 540 ? 0 : -3600);
        if (turn % SELDOM == 0) {
          ofTwentyHoursAhead.add(refused(hoursAhead, 20 * 3600));
          ofADayAhead.add(refused(dayAhead, 24 * 3600 + 600));
          ofADayBehind.add(refused(dayBehind, -26 * 3600));
          store.sumUpHours();
          assertAllIsThere(store);
        }
      }
      assertRefused(ofTwentyHoursAhead, Refusal.Reason.LIMIT, true, "ahead of the collector's");
      assertRefused(ofADayAhead, Refusal.Reason.INVALID, false, "ahead of the collector's clock");
      assertRefused(ofADayBehind, Refusal.Reason.LIMIT, false, "is older than the 24 h");
      long each = -Math.floorDiv(-TURNS, SELDOM);
      assertEquals(
          Map.of("early", each, "invalid", each, "late", each), ingest.counters().refused());
      assertEquals(4 * TURNS, ingest.counters().accepted());

      clock.forward(Duration.ofMinutes(63));
      store.sumUpHours();
      assertAllIsThere(store);
      assertSummedUp(store);
      assertTimeline(store);
      List.of(right, ahead, behind, jumping, hoursAhead, dayAhead, dayBehind).forEach(Node::close);
    }
    try (RocksBlockStore blocks = RocksBlockStore.open(data)) {
      assertEquals(List.of(), new StoreCheck(blocks, partition -> {}).run().problems());
    }
  }

  private ProfileStore open() throws Exception {
    Duration day = Duration.ofHours(24);
    return ProfileStore.open(
        RocksBlockStore.open(data),
        new Retention(new Kept(day, day, day, Duration.ofDays(30)), Map.of(), DiskBudget.NONE),
        clock);
  }

  private void taken(Node node, long aheadSeconds) throws Exception {
    long start = windowStart(aheadSeconds);
    long samples = 1 + (start / STEP + node.instance.length()) % 97;
    ToDaemon answer = node.send(start, samples);
    assertTrue(answer.hasAck(), node.instance + ": " + answer);
    acknowledged
        .computeIfAbsent(node.instance, i -> new TreeMap<>())
        .merge(start, samples, Long::sum);
  }

  private Refused refused(Node node, long aheadSeconds) throws Exception {
    ToDaemon answer = node.send(windowStart(aheadSeconds), 1);
    assertTrue(answer.hasRefusal(), node.instance + ": " + answer);
    Refusal refusal = answer.getRefusal();
    return new Refused(refusal.getReason(), refusal.getRetryable(), refusal.getExplanation());
  }

  /** Of the last window that ended by a clock that is so far ahead. */
  private long windowStart(long aheadSeconds) {
    return clock.instant().getEpochSecond() + aheadSeconds - STEP;
  }

  private static void assertRefused(
      List<Refused> all, Refusal.Reason reason, boolean isRetryable, String why) {
    assertFalse(all.isEmpty());
    for (Refused one : all) {
      assertEquals(reason, one.reason, one.explanation);
      assertEquals(isRetryable, one.isRetryable, one.explanation);
      assertTrue(one.explanation.contains(why), one.explanation);
    }
  }

  /** Whatever was summed up already, and whether more came for it since. */
  private void assertAllIsThere(ProfileStore store) {
    TimeRange all = new TimeRange((START - 7200) * 1000, (START + 4 * 3600) * 1000);
    long sent =
        acknowledged.values().stream()
            .flatMap(windows -> windows.values().stream())
            .mapToLong(samples -> samples)
            .sum();
    long stored =
        new FlameQuery(store)
            .run(new Selection("shop", List.of(), all), "cpu", FrameNaming.RECORDED)
            .tree()
            .totalCount();
    assertEquals(sent, stored, "at " + clock.instant());
  }

  /** No clock keeps an hour from being sealed once nothing comes for it any more. */
  private static void assertSummedUp(ProfileStore store) {
    int service = store.catalog().service("shop").orElseThrow();
    for (long hour = START - 3600; hour < START + 3 * 3600; hour += 3600) {
      int[] blocks = new int[1];
      long start = hour;
      store.scan(
          new RawRange(service, 1, 0, Integer.MAX_VALUE - 1, hour, hour + 3600),
          (key, block) -> {
            assertEquals(start, key.windowSeconds(), "not answered from the sum of the hour");
            blocks[0]++;
            return true;
          });
      assertTrue(blocks[0] > 0, Instant.ofEpochSecond(hour) + " has nothing");
    }
  }

  /** A line for each node, each point where the node's clock was. */
  private void assertTimeline(ProfileStore store) {
    long from = START - 3600;
    TimelineQuery.Answer answer =
        new TimelineQuery(store)
            .run(
                new Selection(
                    "shop", List.of(), new TimeRange(from * 1000, (from + 5 * 3600) * 1000)),
                "cpu",
                "instance",
                STEP);
    assertEquals(STEP, answer.stepSeconds());
    Map<String, TreeMap<Long, Long>> lines = new HashMap<>();
    for (TimelineQuery.Line line : answer.lines()) {
      TreeMap<Long, Long> points = new TreeMap<>();
      for (int i = 0; i < line.count().length; i++) {
        if (line.count()[i] != 0) {
          points.put(answer.startMillis() / 1000 + i * STEP, line.count()[i]);
        }
      }
      lines.put(line.by(), points);
    }
    assertEquals(acknowledged, lines);
  }

  /** A daemon, which gives a window that it sends once more the next number of a part. */
  private static final class Node {
    private final String instance;
    private final TestDaemon daemon;
    private final Map<Long, Integer> nextPart = new HashMap<>();

    private Node(String instance, IngestServer ingest) throws Exception {
      this.instance = instance;
      this.daemon = TestDaemon.greet(ingest.port());
    }

    private void close() {
      daemon.close();
    }

    private ToDaemon send(long start, long samples) throws InterruptedException {
      int part = nextPart.merge(start, 1, Integer::sum) - 1;
      Batch batch =
          TestBatches.of("shop", "1.0", instance)
              .cpu("Main.run;Cart.add", samples)
              .at(start * 1000, part);
      daemon.send(batch);
      return daemon.answer();
    }
  }
}
