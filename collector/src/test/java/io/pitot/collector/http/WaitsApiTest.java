package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.TestApi;
import io.pitot.collector.TestBatches;
import io.pitot.collector.TestDaemon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Waits, pauses, vitals and maps from the daemon's wire to a person's question. */
class WaitsApiTest {
  private static final long MILLI = 1_000_000;
  private static final long NOW = TestBatches.windowOf(System.currentTimeMillis()) - 10_000;
  private static final long LIMIT_NANOS = 120_000 * MILLI;
  private static final String TABLE = "java.util.Hashtable";

  @TempDir Path data;

  private static final Object[] LOAD = {
    "lockId",
    7L,
    "lockClass",
    "java.util.concurrent.locks.ReentrantLock$NonfairSync",
    "looks",
    40L,
    "waiting",
    36L,
    "waitNanos",
    9_000 * MILLI,
    "holderThread",
    "http-1",
    "holderStack",
    "s.Pay.commit(Pay.java:9)",
    "waiterStack",
    "jdk.internal.misc.Unsafe.park(Unsafe.java)\ns.Pay.pay(Pay.java:7)"
  };

  @Test
  void locksAreSummedOverInstancesAndWindowsAndSurviveARestart() throws Exception {
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int window = 0; window < 3; window++) {
        for (String instance : List.of("a", "b")) {
          var batch =
              TestBatches.of("shop", "1.0", instance)
                  .waits(
                      "monitor", TABLE, "m.Main.main;s.Cart.add;" + TABLE, 10, 8 * MILLI, MILLI, 5)
                  .single(MILLI, 8 * MILLI, "http-1", "http-2")
                  .waits("monitor", TABLE, "m.Main.main;s.Cart.total;" + TABLE, 2, MILLI, 0, 0)
                  .waits("lock", "l.Sync", "m.Main.main;s.Pay.pay;l.Sync", 1, 30 * MILLI, 0, 0)
                  .waits("idle", "q.Queue", "m.Main.main;q.Queue", 1, 9_000 * MILLI, 0, 0)
                  .at(NOW - window * 10_000L);
          daemon.store(batch);
          // Sent again after a connection broke: counts once.
          daemon.store(batch);
        }
      }
    }
    try (Collector again = start()) {
      TestApi api = new TestApi(again.httpPort());
      JsonNode answer = api.json("/api/v1/locks?service=shop&stepSeconds=10");
      assertEquals(2, answer.path("instances").asInt());
      assertEquals(6, answer.path("windows").asInt());
      assertEquals(6 * (10 + 2 + 1), answer.at("/total/waits").asInt());
      JsonNode lock = answer.at("/locks/0");
      assertEquals(TABLE, lock.path("lockClass").asString());
      assertEquals(6 * 12, lock.at("/sum/waits").asInt());
      assertEquals(6 * (80 + 2) * MILLI, lock.at("/sum/totalNanos").asLong());
      assertEquals(6 * 10 * MILLI, lock.at("/sum/gcNanos").asLong());
      assertEquals(6 * 10 * 5, lock.at("/sum/safepointNanos").asLong());
      assertEquals(6 * 72 * MILLI - 6 * 10 * 5, lock.at("/sum/netNanos").asLong());
      assertEquals("s.Cart.add", lock.path("frame").asString());
      assertEquals(8 * MILLI, lock.path("p99Nanos").asLong());
      assertEquals("http-2", lock.at("/owners/0/thread").asString());
      assertEquals(
          List.of("m.Main.main", "s.Cart.add", TABLE),
          lock.at("/sites/0/stack").valueStream().map(JsonNode::asString).toList());
      long steps = lock.at("/line/waits").valueStream().filter(n -> n.asLong() == 24).count();
      assertEquals(3, steps);
      assertEquals(2, answer.path("locks").size());
      assertEquals(3, api.json("/api/v1/locks?service=shop&all=true").path("locks").size());
      assertEquals(3, api.json("/api/v1/locks?service=shop&by=site").path("locks").size());
      JsonNode ofOne =
          api.json("/api/v1/locks?service=shop&match=" + TestApi.encoded("{instance=\"a\"}"));
      assertEquals(3, ofOne.at("/locks/1/sum/waits").asInt());

      JsonNode waits = api.json("/api/v1/waits?service=shop&lockClass=" + TABLE);
      assertEquals(6, waits.path("waits").size());
      assertEquals((NOW - 20_000) * 1_000 + 1_000, waits.at("/waits/0/startMicros").asLong());
      assertEquals("http-1", waits.at("/waits/0/thread").asString());
      JsonNode whole = waits.at("/waits/0/stack");
      JsonNode deepest =
          api.json("/api/v1/waits?service=shop&frames=1&lockClass=" + TABLE).at("/waits/0/stack");
      assertEquals(1, deepest.size());
      assertEquals(whole.get(whole.size() - 1), deepest.get(0));
    }
  }

  @Test
  void quantilesAreWithinABucketOfTheTruth() throws Exception {
    long seed = Long.getLong("pitot.seed", System.nanoTime());
    Random random = new Random(seed);
    long[] lengths = random.longs(500, MILLI, 1_000 * MILLI).sorted().toArray();
    TestBatches batch = TestBatches.of("shop", "1.0", "a");
    for (long length : lengths) {
      batch.waits("monitor", TABLE, "m.Main.main;" + TABLE, 1, length, 0, 0);
    }
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      daemon.store(batch.at(NOW));
      JsonNode lock =
          new TestApi(collector.httpPort()).json("/api/v1/locks?service=shop").at("/locks/0");
      Map<String, Long> expected = new TreeMap<>();
      expected.put("p50Nanos", lengths[249]);
      expected.put("p99Nanos", lengths[494]);
      expected.put("maxNanos", lengths[499]);
      expected.forEach(
          (name, nanos) -> {
            double ratio = lock.path(name).asDouble() / nanos;
            assertTrue(ratio > 0.79 && ratio < 1.26, name + " " + ratio + ", seed " + seed);
          });
      assertEquals(lengths[499], lock.path("maxNanos").asLong());
    }
  }

  @Test
  void pausesAndVitalsAreTold() throws Exception {
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      for (int window = 0; window < 3; window++) {
        daemon.store(
            TestBatches.of("shop", "1.0", "a")
                .pause("gc", "G1Full", "System.gc()", 2_500, 300 * MILLI)
                .pause("safepoint", "ThreadDump", "", -MILLI, 2 * MILLI)
                .vital("heap_used_bytes", 100 + window, 200)
                .vital("container_throttled_nanos", 1_000 - window * 100L, 1_000)
                .at(NOW - window * 10_000L));
      }
      TestApi api = new TestApi(collector.httpPort());
      JsonNode pauses = api.json("/api/v1/pauses?service=shop");
      assertEquals(30_000 * MILLI, pauses.path("watchedNanos").asLong());
      assertEquals(906 * MILLI, pauses.path("totalNanos").asLong());
      assertEquals("System.gc()", pauses.at("/reasons/0/cause").asString());
      assertEquals(3, pauses.at("/reasons/0/pauses").asInt());
      assertEquals((NOW - 20_000) * 1_000 - 1_000, pauses.at("/pauses/0/startMicros").asLong());
      assertEquals(5, api.json("/api/v1/pauses?service=shop&limit=1").path("beyondLimit").asInt());

      JsonNode vitals = api.json("/api/v1/vitals?service=shop&stepSeconds=10");
      assertEquals(2, vitals.path("lines").size());
      assertEquals(
          List.of(100L, 100L),
          vitals
              .at("/lines/0/last")
              .valueStream()
              .map(JsonNode::asLong)
              .filter(v -> v >= 0)
              .toList());
      assertEquals(
          List.of(102L, 101L, 100L),
          vitals
              .at("/lines/1/last")
              .valueStream()
              .map(JsonNode::asLong)
              .filter(v -> v >= 0)
              .toList());
    }
  }

  @Test
  void mapsAreNamedByTheFieldThatHoldsThem() throws Exception {
    String mapClass = "java.util.concurrent.ConcurrentHashMap";
    String stack = "java.util.HashMap.put(HashMap.java:1)\ns.Cart.add(Cart.java:7)";
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      // The site was told long before the range that is asked for.
      daemon.store(
          TestBatches.of("shop", "1.0", "a")
              .event(
                  "pitot.MapSite", 1, "", "mapId", 7L, "mapClass", mapClass, "field", "s.Cart.all")
              .at(NOW - 7_200_000));
      daemon.store(
          TestBatches.of("shop", "1.0", "a")
              .waits(
                  "map_bin", mapClass, 7, "m.Main.main;s.Cart.add;" + mapClass, 5, 9 * MILLI, 0, 0)
              .waits(
                  "map_resize", mapClass, 7, "m.Main.main;s.Cart.add;" + mapClass, 1, MILLI, 0, 0)
              .event(
                  "pitot.MapRace",
                  3,
                  "",
                  "mapId",
                  9L,
                  "mapClass",
                  "java.util.HashMap",
                  "operation",
                  "put",
                  "otherOperation",
                  "get",
                  "threadName",
                  "t1",
                  "otherThreadName",
                  "t2",
                  "stack",
                  stack,
                  "otherStack",
                  stack,
                  "count",
                  4L)
              .event(
                  "pitot.MapHeat",
                  4,
                  "",
                  "mapId",
                  7L,
                  "mapClass",
                  mapClass,
                  "hotBins",
                  "3:4:900,12:1:50",
                  "waitLatency",
                  "1024:3,2048:2")
              .event("pitot.MapShape", 4, "", "mapId", 7L, "mapClass", mapClass, "size", 33L)
              .event("pitot.AgentStatus", 5, "", "state", "on", "detail", "CheckThenAct is off")
              .at(NOW));
      JsonNode answer = new TestApi(collector.httpPort()).json("/api/v1/maps?service=shop");
      JsonNode history = answer.at("/maps/0/history");
      assertEquals(5, history.path("waits").valueStream().mapToLong(JsonNode::asLong).sum());
      assertEquals(1, history.path("resizes").valueStream().mapToLong(JsonNode::asLong).sum());
      assertEquals(33, history.at("/shapes/0/size").asInt());
      assertEquals(3, history.at("/bins/0/bin").asInt());
      assertEquals(900, history.at("/bins/0/line").valueStream().mapToLong(JsonNode::asLong).sum());
      assertEquals(2, history.at("/latency/1/waits").asInt());
      JsonNode contended = answer.at("/maps/0");
      assertEquals("s.Cart.all", contended.path("site").asString());
      assertEquals(5, contended.at("/waits/waits").asInt());
      assertEquals(45 * MILLI, contended.at("/waits/netNanos").asLong());
      assertEquals(1, contended.path("resizes").asInt());
      JsonNode raced = answer.at("/maps/1");
      assertEquals("java.util.HashMap", raced.path("mapClass").asString());
      assertEquals("s.Cart.add", raced.path("site").asString());
      assertEquals(4, raced.at("/races/0/count").asInt());
      assertEquals("s.Cart.add(Cart.java:7)", raced.at("/races/0/stack/0").asString());
      assertEquals("CheckThenAct is off", answer.at("/agents/0/detail").asString());
    }
  }

  @Test
  void whyTellsTheAnswersApart() throws Exception {
    Map<String, TestBatches> incidents = new TreeMap<>();
    incidents.put(
        "lock", busy("lock").waits("lock", "l.Sync", "s.Pay.pay;l.Sync", 90, 100 * MILLI, 0, 0));
    incidents.put(
        "map", busy("map").waits("monitor", TABLE, "s.Pay.pay;" + TABLE, 90, 100 * MILLI, 0, 0));
    incidents.put(
        "gc",
        busy("gc")
            .waits("lock", "l.Sync", "s.Pay.pay;l.Sync", 90, 100 * MILLI, 95 * MILLI, 0)
            .pause("gc", "G1Full", "System.gc()", 5, 4_000 * MILLI));
    incidents.put(
        "safepoint", busy("safepoint").pause("safepoint", "ThreadDump", "", 5, 2_000 * MILLI));
    // 80 ms now and then, which few threads wait for and one request in fifty meets.
    incidents.put(
        "gc-tail",
        busy("gc-tail")
            .waits(
                "lock",
                "l.Sync",
                "s.Log.add;java.util.HashMap.put;l.Sync",
                3,
                90 * MILLI,
                80 * MILLI,
                0)
            .waits("map_resize", "m.M", "s.Log.add;m.M", 2, 90 * MILLI, 80 * MILLI, 0)
            .pause("gc", "SerialOld", "Allocation Failure", 5, 80 * MILLI)
            .pause("gc", "SerialOld", "Allocation Failure", 4_000 * MILLI, 80 * MILLI));
    TestBatches stuck = busy("lock-stuck");
    for (long seconds : new long[] {6, 7, 8}) {
      stuck.event(
          "pitot.LockHolder",
          seconds * 1_000 * MILLI,
          "",
          "lockId",
          7L,
          "lockClass",
          "l.Sync",
          "holderThread",
          "http-1",
          "holderStack",
          "java.net.Socket.read(Socket.java)\ns.Mail.send(Mail.java:7)",
          "waiters",
          2L,
          "longestWaitNanos",
          seconds * 1_000 * MILLI,
          "waitNanos",
          2 * seconds * 1_000 * MILLI);
    }
    incidents.put("lock-stuck", stuck);
    // Waits of which the JVM has no events.
    incidents.put("lock-load", busy("lock-load").event("pitot.LockLoad", 9_000, "", LOAD));
    incidents.put("stall", busy("stall").waits("gc_stall", "", "s.Pay.pay", 90, 100 * MILLI, 0, 0));
    incidents.put(
        "pool", busy("pool").waits("pool", "q.Queue", "s.Db.query;q.Queue", 90, 100 * MILLI, 0, 0));
    incidents.put("throttled", busy("throttled"));
    incidents.put(
        "cpu", TestBatches.of("cpu", "1.0", "a").vital("cpu_jvm_user_ppm", 950_000, 950_000));
    // On a machine that others fill: who hardly ran did not wait for a processor.
    incidents.put("map-crowd", crowded("map-crowd", 5_000));
    incidents.put("cpu-crowd", crowded("cpu-crowd", 200_000));
    incidents.put(
        "nothing", busy("nothing").waits("idle", "q.Q", "w.W.run", 90, 100 * MILLI, 0, 0));
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      TestApi api = new TestApi(collector.httpPort());
      daemon.store(busy("throttled").vital("container_throttled_nanos", 0, 0).at(NOW - 10_000));
      incidents.get("throttled").vital("container_throttled_nanos", 9_000 * MILLI, 0);
      for (Map.Entry<String, TestBatches> incident : incidents.entrySet()) {
        daemon.store(incident.getValue().at(NOW));
        JsonNode why = api.json("/api/v1/why?service=" + incident.getKey());
        assertEquals(
            answerOf(incident.getKey()), why.path("verdict").asString(), why.toPrettyString());
      }
      String tail = api.json("/api/v1/why?service=gc-tail").path("sentence").asString();
      assertTrue(tail.contains("240.0 ms longer by it, 89 % of all"), tail);
      assertTrue(tail.contains("l.Sync in s.Log.add; resizes of maps 160.0 ms."), tail);
      String waiting = api.json("/api/v1/why?service=lock-stuck").path("sentence").asString();
      assertTrue(waiting.contains("2 threads have waited, the longest 8.0 s for l.Sync"), waiting);
      assertTrue(waiting.contains("http-1 holds it in s.Mail.send(Mail.java:7)"), waiting);
      String load = api.json("/api/v1/why?service=lock-load").path("sentence").asString();
      assertTrue(load.contains("NonfairSync, mostly in s.Pay.pay(Pay.java:7)"), load);
      assertTrue(load.contains("http-1 held it in s.Pay.commit(Pay.java:9)"), load);
      JsonNode gc = api.json("/api/v1/why?service=gc");
      assertTrue(
          gc.path("evidence")
              .valueStream()
              .noneMatch(e -> e.path("answer").asString().equals("safepoint")),
          gc.toPrettyString());
      String sentence = api.json("/api/v1/why?service=map").path("sentence").asString();
      assertTrue(sentence.contains(TABLE) && sentence.contains("s.Pay.pay"), sentence);
      fleetIsListedAtOnceAndLookedAtInTheBackground(api, incidents.keySet());
    }
  }

  private static String answerOf(String service) {
    return service.replaceAll("-.*", "");
  }

  private static void fleetIsListedAtOnceAndLookedAtInTheBackground(
      TestApi api, Set<String> services) throws Exception {
    Map<String, String> pending = verdicts(api.json("/api/v1/fleet?atOnce=true&from=now-20m"));
    assertEquals(services, pending.keySet());
    Map<String, String> looked = pending;
    for (long limit = System.nanoTime() + LIMIT_NANOS; looked.containsValue("pending"); ) {
      assertTrue(System.nanoTime() < limit, "still " + looked);
      Thread.sleep(50);
      looked = verdicts(api.json("/api/v1/fleet?atOnce=true&from=now-20m"));
    }
    looked.forEach((service, verdict) -> assertEquals(answerOf(service), verdict));
    // Who waits is answered in full.
    assertEquals(looked, verdicts(api.json("/api/v1/fleet?from=now-25m")));
  }

  private static Map<String, String> verdicts(JsonNode fleet) {
    Map<String, String> verdicts = new TreeMap<>();
    for (JsonNode row : fleet.path("services")) {
      assertEquals(
          row.path("verdict").asString().equals("pending"), row.path("asOfMillis").asLong() == 0);
      verdicts.put(row.path("service").asString(), row.path("verdict").asString());
    }
    return verdicts;
  }

  @Test
  void whyNamesWhatIsWrongWithMaps() throws Exception {
    String stack = "java.util.HashMap.put(HashMap.java:1)\ns.Cart.add(Cart.java:7)";
    String otherStack = "java.util.HashMap.get(HashMap.java:1)\ns.Cart.total(Cart.java:9)";
    Map<String, TestBatches> incidents = new TreeMap<>();
    incidents.put(
        "race",
        aboutMap(
            busy("race"),
            "pitot.MapRace",
            "operation",
            "put",
            "otherOperation",
            "get",
            "stack",
            stack,
            "otherStack",
            otherStack));
    incidents.put(
        "lost_update",
        aboutMap(
            busy("lost_update"),
            "pitot.CheckThenAct",
            "check",
            "get",
            "act",
            "put",
            "stack",
            stack,
            "otherStack",
            otherStack));
    incidents.put(
        "stampede",
        aboutMap(
            busy("stampede"),
            "pitot.CheckThenAct",
            "check",
            "get",
            "act",
            "putIfAbsent",
            "count",
            5L,
            "stack",
            stack,
            "otherStack",
            otherStack));
    incidents.put(
        "fail_fast",
        busy("fail_fast")
            .event("pitot.MapSite", 1, "", "mapId", 9L, "mapClass", "x", "field", "s.Cart.all")
            .event(
                "pitot.MapFailFast",
                3,
                "Main.run;s.Cart.add;java.util.HashMap.merge",
                "mapId",
                9L,
                "mapClass",
                "java.util.HashMap"));
    incidents.put(
        "collisions",
        aboutMap(
            busy("collisions"),
            "pitot.MapShape",
            "treeBins",
            8L,
            "longestChain",
            72L,
            "size",
            500L,
            "keyClass",
            "s.Key"));
    TestBatches growing = busy("growth");
    for (long size : new long[] {20_000, 30_000, 40_000}) {
      aboutMap(growing, "pitot.MapShape", "size", size);
    }
    incidents.put("growth", growing);
    incidents.put(
        "kept_memory",
        aboutMap(
            busy("kept_memory"),
            "pitot.MapShape",
            "size",
            12L,
            "largestSize",
            3_000_000L,
            "tableLength",
            4_194_304L,
            "estimatedBytes",
            16_777_216L));
    incidents.put(
        "resizes",
        aboutMap(
            busy("resizes"),
            "pitot.EarlyResizes",
            "resizes",
            60L,
            "resizeNanos",
            300 * MILLI,
            "newCapacity",
            65_536L,
            "stack",
            stack));
    TestBatches bounded = busy("nothing");
    for (long size : new long[] {20_000, 30_000, 40_000, 40_000}) {
      aboutMap(bounded, "pitot.MapShape", "size", size, "treeBins", 1L, "longestChain", 9L);
    }
    // Made large enough for what is to come.
    aboutMap(bounded, "pitot.MapShape", "size", 40_000L, "tableLength", 8_388_608L);
    incidents.put("nothing", bounded);
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      TestApi api = new TestApi(collector.httpPort());
      for (Map.Entry<String, TestBatches> incident : incidents.entrySet()) {
        daemon.store(incident.getValue().at(NOW));
        JsonNode why = api.json("/api/v1/why?service=" + incident.getKey());
        assertEquals(incident.getKey(), why.path("verdict").asString(), why.toPrettyString());
        String sentence = why.path("sentence").asString();
        assertEquals(
            !incident.getKey().equals("nothing"), sentence.contains("s.Cart.all"), sentence);
      }
      String changed = api.json("/api/v1/why?service=fail_fast").path("sentence").asString();
      assertTrue(changed.contains("was changed while merge ran in s.Cart.add:"), changed);
      String race = api.json("/api/v1/why?service=race").path("sentence").asString();
      assertTrue(race.contains("put in s.Cart.add(Cart.java:7)"), race);
      assertTrue(race.contains("get in s.Cart.total(Cart.java:9)"), race);
      String collisions = api.json("/api/v1/why?service=collisions").path("sentence").asString();
      assertTrue(collisions.contains("s.Key"), collisions);
    }
  }

  @Test
  void whyNamesTheFrameThatMakesMapsOverAndOver() throws Exception {
    String map = "java.util.concurrent.ConcurrentHashMap";
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      TestApi api = new TestApi(collector.httpPort());
      for (int window = 0; window < 4; window++) {
        String request = "s.Http.serve;s.Search.count;" + map;
        daemon.store(
            busy("churn")
                .alloc(request + ".initTable;" + map + "$Node[]", 9, 40 * MILLI)
                .alloc(request + ".putVal;" + map + "$Node", 9, 20 * MILLI)
                .alloc("s.Http.serve;byte[]", 9, 40 * MILLI)
                .cpu(request + ".initTable", 25)
                .cpu("s.Http.serve", 75)
                .pause("gc", "G1New", "G1 Evacuation Pause", 5, 1_000 * MILLI)
                .at(NOW - window * 10_000L));
        // A cache that is filled: entries, and once a table.
        daemon.store(
            busy("cache")
                .alloc("s.Cache.add;" + map + ".putVal;" + map + "$Node", 9, 60 * MILLI)
                .alloc(
                    "s.Cache.add;" + map + ".transfer;" + map + "$Node[]",
                    9,
                    window == 0 ? 30 * MILLI : 1)
                .at(NOW - window * 10_000L));
        // Maps that are made at a start only, and the few plain ones that every request makes.
        daemon.store(
            busy("start")
                .alloc(
                    "s.Main.load;java.util.HashMap.resize;java.util.HashMap$Node[]",
                    9,
                    window == 3 ? 90 * MILLI : 12 * MILLI)
                .alloc("s.Http.serve;byte[]", 9, 60 * MILLI)
                .at(NOW - window * 10_000L));
      }
      JsonNode why = api.json("/api/v1/why?service=churn");
      assertEquals("map_churn", why.path("verdict").asString(), why.toPrettyString());
      String sentence = why.path("sentence").asString();
      for (String told :
          List.of("s.Search.count", "60 % of all", "25 % of the CPU", "10.0 % of the time")) {
        assertTrue(sentence.contains(told), sentence);
      }
      for (String healthy : List.of("cache", "start")) {
        assertEquals(
            "nothing", api.json("/api/v1/why?service=" + healthy).path("verdict").asString());
      }
    }
  }

  @Test
  void locksTellWhoHeldThemWhileOthersWaited() throws Exception {
    String stack =
        "java.lang.Thread.sleep(Thread.java)\ns.Pay.pay(Pay.java:7)\nm.Main.main(M.java:1)";
    TestBatches batches =
        busy("held").waits("monitor", "s.Pay", "m.Main.main;s.Pay.pay;s.Pay", 9, 900 * MILLI, 0, 0);
    for (long waited : new long[] {20 * MILLI, 80 * MILLI, 40 * MILLI}) {
      batches.event(
          "pitot.LockHolder",
          3,
          "",
          "lockClass",
          "s.Pay",
          "holderThread",
          "http-" + waited / MILLI,
          "holderStack",
          stack,
          "waiters",
          waited / (10 * MILLI),
          "longestWaitNanos",
          waited,
          "waitNanos",
          3 * waited);
    }
    try (Collector collector = start();
        TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
      daemon.store(batches.at(NOW));
      TestApi api = new TestApi(collector.httpPort());
      JsonNode holder = api.json("/api/v1/locks?service=held").at("/holders/0");
      assertEquals("http-80", holder.path("thread").asString());
      assertEquals("s.Pay.pay(Pay.java:7)", holder.path("frame").asString());
      assertEquals(3, holder.path("looks").asInt());
      assertEquals(8, holder.path("waiters").asInt());
      assertEquals(80 * MILLI, holder.path("longestWaitNanos").asLong());
      JsonNode looks = api.json("/api/v1/holders?service=held&lockClass=s.Pay&limit=2");
      assertEquals(2, looks.path("looks").size());
      assertEquals(1, looks.path("beyondLimit").asInt());
      assertEquals("m.Main.main(M.java:1)", looks.at("/looks/0/stack/0").asString());
      String sentence = api.json("/api/v1/why?service=held").path("sentence").asString();
      assertTrue(sentence.contains("http-80 held it in s.Pay.pay(Pay.java:7)"), sentence);
    }
  }

  private static TestBatches aboutMap(TestBatches batches, String event, Object... fields) {
    List<Object> all = new ArrayList<>(List.of("mapId", 9L, "mapClass", "java.util.HashMap"));
    all.addAll(List.of(fields));
    return batches
        .event("pitot.MapSite", 1, "", "mapId", 9L, "mapClass", "x", "field", "s.Cart.all")
        .event(event, 3, "", all.toArray());
  }

  private static TestBatches busy(String service) {
    return TestBatches.of(service, "1.0", "a").vital("cpu_jvm_user_ppm", 100_000, 200_000);
  }

  private static TestBatches crowded(String service, int ppmOfJvm) {
    return TestBatches.of(service, "1.0", "a")
        .vital("cpu_jvm_user_ppm", ppmOfJvm, ppmOfJvm)
        .vital("cpu_machine_ppm", 990_000, 990_000)
        .waits("monitor", TABLE, "s.Pay.pay;" + TABLE, 65, 100 * MILLI, 0, 0);
  }

  private Collector start() throws Exception {
    return Collector.start(
        CollectorConfig.defaults(data).withHttp("127.0.0.1", 0).withGrpc("127.0.0.1", 0));
  }
}
