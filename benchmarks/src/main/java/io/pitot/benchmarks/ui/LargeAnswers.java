package io.pitot.benchmarks.ui;

import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Answers of the API as large as they get, made from a seed. */
public final class LargeAnswers {
  public static final long START_MILLIS = 1_795_000_000_000L;
  public static final int STEPS = 200;

  private static final int STEP_SECONDS = 10;
  private static final int NAMES = 5_000;
  private static final int USUAL_DEPTH = 120;

  private LargeAnswers() {}

  /** A tree as bushy as those of services: most frames have one callee, some have many. */
  public static String flame(int nodes, long seed) {
    Random random = new Random(seed);
    int[] depth = new int[nodes];
    int[] name = new int[nodes];
    long[] self = new long[nodes];
    for (int node = 1; node < nodes; node++) {
      int deepest = Math.min(depth[node - 1] + 1, USUAL_DEPTH);
      depth[node] = random.nextInt(4) > 0 ? deepest : 1 + random.nextInt(deepest);
      name[node] = 1 + random.nextInt(NAMES);
      self[node] = random.nextInt(50);
    }
    return flame(depth, name, self);
  }

  /** One stack of this depth. */
  public static String deepFlame(int depths) {
    int[] depth = IntStream.range(0, depths).toArray();
    int[] name = IntStream.range(0, depths).map(at -> at == 0 ? 0 : 1 + at % NAMES).toArray();
    long[] self = new long[depths];
    self[depths - 1] = 100;
    return flame(depth, name, self);
  }

  private static String flame(int[] depth, int[] name, long[] self) {
    return """
    {"service":"shop","type":"cpu","unit":"samples","source":"jdk.ExecutionSample",
     "value":"count","match":"","fromMillis":1,"toMillis":2,"coveredFromMillis":1000,
     "coveredToMillis":11000,"instances":3,"windows":42,"totalCount":1,"totalSum":1,"losses":[],
     "leftOut":[],"nodes":%d,"mergedNodes":0,
     "tree":{"names":["all",%s],"depth":[%s],"name":[%s],"self":[%s]}}
    """
        .formatted(
            depth.length,
            list(
                NAMES, at -> "\"com.acme.area" + at % 40 + ".Part" + at % 300 + ".step" + at + '"'),
            list(depth.length, at -> Integer.toString(depth[at])),
            list(name.length, at -> Integer.toString(name[at])),
            list(self.length, at -> Long.toString(self[at])));
  }

  /** Locks with a line each. */
  public static String locks(int locks, long seed) {
    Random random = new Random(seed);
    String rows =
        list(
            locks,
            lock -> {
              String line = list(STEPS, at -> Integer.toString(random.nextInt(1_000_000_000)));
              return """
              {"kind":"monitor","lockClass":"com.acme.Lock%d","frame":"com.acme.Cart.add",
               "heldUp":true,"instances":1,"sum":{"waits":500,"totalNanos":1000000000,
               "gcNanos":0,"safepointNanos":0,"netNanos":1000000000},"p50Nanos":1,"p99Nanos":1,
               "maxNanos":1,"shortWaits":0,"shortNanos":0,"owners":[],"sites":[],
               "line":{"waits":[%2$s],"totalNanos":[%2$s],"netNanos":[%2$s]}}
              """
                  .formatted(lock, line);
            });
    return """
    {"service":"shop","fromMillis":0,"toMillis":1,"instances":1,"windows":9,"coveredFromMillis":0,
     "coveredToMillis":%d,"losses":[],"stepSeconds":%d,"startMillis":%d,
     "total":{"waits":1,"totalNanos":1,"gcNanos":0,"safepointNanos":0,"netNanos":1},
     "locks":[%s],"locksLeftOut":0,"holders":[]}
    """
        .formatted(START_MILLIS, STEP_SECONDS, START_MILLIS, rows);
  }

  /** Single waits, spread over the locks. */
  public static String waits(int waits, int locks, long seed) {
    Random random = new Random(seed);
    String rows =
        list(
            waits,
            at ->
                """
                {"instance":"a","kind":"monitor","lockClass":"com.acme.Lock%d","mapId":0,
                 "startMicros":%d,"durationNanos":%d,"gcNanos":0,"safepointNanos":0,
                 "thread":"http-%d","owner":"http-%d","stack":["com.acme.Main.main"]}
                """
                    .formatted(
                        at % locks,
                        START_MILLIS * 1_000 + random.nextInt(STEPS * STEP_SECONDS) * 1_000_000L,
                        1_000_000 + random.nextInt(90_000_000),
                        random.nextInt(50),
                        random.nextInt(50)));
    return "{\"service\":\"shop\",\"waits\":[" + rows + "],\"leftOut\":0,\"beyondLimit\":0}";
  }

  /** Pauses, evenly over the time of the locks. */
  public static String pauses(int pauses) {
    String rows =
        list(
            pauses,
            at ->
                """
                {"instance":"a","kind":"%s","name":"G1New","cause":"x","startMicros":%d,
                 "durationNanos":40000000,"stoppingNanos":9,"gcNanos":9}
                """
                    .formatted(
                        at % 5 == 0 ? "safepoint" : "gc",
                        START_MILLIS * 1_000 + at * (STEPS * STEP_SECONDS * 1_000_000L / pauses)));
    return """
    {"service":"shop","fromMillis":0,"toMillis":1,"instances":1,"windows":9,"watchedNanos":9,
     "totalNanos":1,"reasons":[],"pauses":[%s],"leftOut":0,"leftOutNanos":0,"beyondLimit":0}
    """
        .formatted(rows);
  }

  /** A day of one type. */
  public static String day(long seed) {
    Random random = new Random(seed);
    String line = list(8_640, at -> Integer.toString(random.nextInt(1_000)));
    return """
    {"unit":"samples","source":"jdk.ExecutionSample","stepSeconds":10,"startMillis":%d,
     "lines":[{"by":"shop","count":[%2$s],"sum":[%2$s]}],"leftOut":[],"deploys":[]}
    """
        .formatted(START_MILLIS, line);
  }

  private static String list(int size, IntFunction<String> element) {
    return IntStream.range(0, size).mapToObj(element).collect(Collectors.joining(","));
  }
}
