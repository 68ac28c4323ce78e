package io.pitot.ui;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Answers of the API as the collector gives them, written by hand or made from a seed. */
final class Answers {
  static final String SERVICES =
      """
      {"services":[{"service":"shop","releases":["1.0","1.1"],"types":["alloc","cpu"],
        "instances":6,"firstSeenMillis":1000,"lastSeenMillis":2000}],"collecting":[]}
      """;
  static final String TYPES =
      """
      {"service":"shop","types":[
        {"type":"alloc","unit":"bytes","sources":["jdk.ObjectAllocationSample"],"count":9,"sum":900},
        {"type":"cpu","unit":"samples","sources":["jdk.ExecutionSample"],"count":100,"sum":100}]}
      """;
  static final String RELEASES =
      """
      {"service":"shop","releases":[
        {"release":"1.0","instances":3,"jdks":["17"],"firstSeenMillis":1,"lastSeenMillis":2},
        {"release":"1.1","instances":3,"jdks":["17"],"firstSeenMillis":1,"lastSeenMillis":2}]}
      """;

  /**
   *
   *
   * <pre>
   * all 100
   *   Main.run 90
   *     Cart.add 60 (self 20)
   *       Map.put 40
   *     Bold&lt;b&gt;.run 30
   *   Idle.wait 10
   * </pre>
   */
  static final String FLAME =
      flame(
          List.of(
              "all",
              "shop.Main.run",
              "shop.Cart.add",
              "java.util.Map.put",
              "shop.Bold<b>.run",
              "Idle.wait"),
          new int[] {0, 1, 2, 3, 2, 1},
          new int[] {0, 1, 2, 3, 4, 5},
          new long[] {0, 0, 20, 40, 30, 10});

  /** The same, with how its methods ran: of Idle.wait and Bold nobody knows. */
  static final String FLAME_WITH_KINDS =
      FLAME.replace(
          "\"leftOut\":[],",
          """
          "leftOut":[],"frameKinds":{"kinds":["inlined","interpreted","jit_compiled"],
            "name":[1,2,3],"frames":[0,90,0, 0,15,45, 40,0,0]},
          """);

  /** The same of daemons that do not tell it. */
  static final String FLAME_WITHOUT_KINDS =
      FLAME.replace(
          "\"leftOut\":[],",
          "\"leftOut\":[],\"frameKinds\":{\"kinds\":[],\"name\":[],\"frames\":[]},");

  static final String DIFF =
      """
      {"service":"shop","type":"alloc","unit":"bytes","value":"sum","jdk":"17",
       "base":{"label":"1.0","match":"","fromMillis":1,"toMillis":2,"instances":3,"total":100},
       "candidate":{"label":"1.1","match":"","fromMillis":1,"toMillis":2,"instances":3,"total":150},
       "verdict":"FAIL","reason":"shop.Cart.add got more expensive by 33.33 points.",
       "gatePoints":0.25,"mdePoints":0.7,"leftOut":[{"jdk":"25","base":1,"candidate":1}],
       "findings":[{"kind":"regression","frame":"shop.Cart.add","applicationFrame":"shop.Cart.add",
         "path":["shop.Main.run","shop.Cart.add"],"node":2,"basePercent":0,"candidatePercent":33.33,
         "changePoints":33.33,"lowPoints":31.5,"highPoints":35.1,"q":0.0004,"agree":3,"of":3,
         "sentence":"shop.Cart.add allocates more","class":"map_allocation",
         "cost":{"base":0,"candidate":5e6,"unit":"bytes","per":"second"},
         "advice":"Keep one map.","evidence":["0 B -> 5.00 MB per second"]}],
       "tree":{"names":["all","shop.Main.run","shop.Cart.add","byte[]"],"depth":[0,1,2,2],
         "name":[0,1,2,3],"baseSelf":[0,0,0,100],"candidateSelf":[0,0,50,100],"mark":[0,0,1,0],
         "mergedNodes":0},
       "tested":{"node":[2],"change":[33.33],"low":[31.5],"high":[35.1],"q":[0.0004],"agree":[3]}}
      """;

  static final String SERIES =
      """
      {"series":[{"labels":{"service":"shop","release":"1.1","instance":"s1","node":"n","jdk":"17"},
        "types":["cpu"],"windows":3,"firstSeenMillis":1000,"lastSeenMillis":2000}]}
      """;

  static final String TIMELINE =
      """
      {"unit":"samples","source":"jdk.ExecutionSample","stepSeconds":10,"startMillis":1000000,
       "lines":[{"by":"1.0","count":[1,2,3],"sum":[1,2,3]}],"leftOut":[],
       "deploys":[{"service":"shop","release":"1.1","atMillis":1010000,"text":"by hand"}]}
      """;

  static final String FINDINGS =
      """
      {"service":"shop","comparisons":[{"base":"1.0","candidate":"1.1","mode":"same_time","looks":2,
       "spanMillis":600000,"lastLookMillis":1000,"verdict":"FAIL","reason":"Cart.add got worse.",
       "findings":[{"id":"x","type":"alloc","class":"map_allocation","frame":"shop.Cart.add",
         "path":["shop.Cart.add"],"changePoints":33,"lowPoints":31,"highPoints":35,"q":0.001,
         "sentence":"shop.Cart.add allocates <b>more</b>.","advice":"Keep one map.",
         "state":"confirmed","firstSeenMillis":500,"lastSeenMillis":1000,
         "history":[{"look":1,"atMillis":500,"state":"seen","changePoints":33},
           {"look":2,"atMillis":1000,"state":"confirmed","changePoints":33}],
         "deliveries":[{"place":"hooks.example.com","state":"pending","attempts":2,"atMillis":1000,
           "error":"HTTP 503"}]}]}]}
      """;

  static final String WHY =
      """
      {"service":"shop","fromMillis":0,"toMillis":1,"verdict":"map","sentence":
       "Threads waited 91.0 s for maps (2.1 threads at any time), net of pauses.","instances":3,
       "windows":9,"watchedNanos":90000000000,"evidence":[
        {"answer":"map","threads":2.1,"nanos":91000000000,"sentence":"Threads waited for maps."},
        {"answer":"gc","threads":0.1,"nanos":1000000000,"sentence":"The JVMs stood still."}]}
      """;

  /** In the order in which services need attention. */
  static final String FLEET =
      """
      {"services":[
        {"service":"till","releases":["2.0"],"types":["cpu"],"instances":1,"lastSeenMillis":2000,
         "verdict":"race","sentence":"Proven: two threads were inside.","weight":0.1,"cpu":-1,
         "allocBytesPerSecond":0,"waitingThreads":0,"pausedPart":0,"openFindings":0,"asOfMillis":2000},
        {"service":"shop","releases":["1.0","1.1"],"types":["alloc","cpu"],"instances":6,
         "lastSeenMillis":2000,"verdict":"nothing","sentence":"Nothing held threads up.","weight":0,
         "cpu":0.25,"allocBytesPerSecond":12582912,"waitingThreads":1.5,"pausedPart":0.02,
         "openFindings":2,"asOfMillis":2000}],
       "leftOut":0,"collecting":[]}
      """;

  static final String LIVE =
      """
      {"live":[{"target":"n/1/1","instance":"s1"}],"refused":[],"leftOut":0,"untilMillis":1}
      """;

  /** Another revision: there is more. */
  static String newest(int revision) {
    return """
    {"service":"shop","nowMillis":5000,"windowEndMillis":5000,"arrivedMillis":3000,"revision":%d}
    """
        .formatted(revision);
  }

  /** Of both kinds, within {@link #TIMELINE}. */
  static final String PAUSES =
      """
      {"service":"shop","fromMillis":0,"toMillis":1,"instances":1,"windows":3,
       "watchedNanos":30000000000,"totalNanos":2000000000,"reasons":[],"pauses":[
        {"instance":"s1","kind":"gc","name":"G1New","cause":"x","startMicros":1005000000,
         "durationNanos":1000000000,"stoppingNanos":9,"gcNanos":9},
        {"instance":"s1","kind":"safepoint","name":"ThreadDump","cause":"","startMicros":1012000000,
         "durationNanos":1000000000,"stoppingNanos":9,"gcNanos":0}],
       "leftOut":0,"leftOutNanos":0,"beyondLimit":0}
      """;

  static final String VITALS =
      """
      {"service":"shop","stepSeconds":10,"startMillis":1000000,"lines":[
        {"instance":"s1","name":"cpu_jvm_user_ppm","last":[100000,200000],"max":[1,1]},
        {"instance":"s1","name":"heap_used_bytes","last":[-1,5000000],"max":[1,1]}]}
      """;

  static final String TARGETS =
      """
      {"targets":[
        {"id":"n/1/1","service":"till","release":"2.0","instance":"t1","node":"n","jdk":"17",
         "pid":4711,"state":"recording","reason":"","remedy":"","sinceMillis":1,
         "windowEndMillis":1000,"windows":7,"labels":{}},
        {"id":"n/2/1","service":"old","release":"","instance":"o1","node":"n","jdk":"8","pid":4712,
         "state":"refused","reason":"JDK 8 is too old","remedy":"run it on 17","sinceMillis":1,
         "windowEndMillis":0,"windows":0,"labels":{}}],
       "daemons":[{"node":"n","residentBytes":125829120,"leftOut":"left out: single waits",
         "budgets":[{"name":"cpu","usedPart":0.01,"limit":0.25},
           {"name":"network","usedPart":1.2,"limit":1048576}]}]}
      """;

  /** The first JVM has or had a drill. */
  static String drilled(long fromMillis, long untilMillis) {
    return TARGETS.replaceFirst(
        "\"windows\":7",
        "\"windows\":7,\"drill\":{\"fromMillis\":%d,\"untilMillis\":%d}"
            .formatted(fromMillis, untilMillis));
  }

  static final String STATUS =
      """
      {"version":"1","startedMillis":1000,"uptimeSeconds":5,"batchesAccepted":9,
       "batchesRefused":{"too_large":2},"entries":99,"losses":{"spool_full":3},
       "reportedTargetsLeftOut":0,"services":1,"series":2,"storeBytes":4096,"webhooks":{}}
      """;

  /** Two hours of a type. */
  static final String DAY =
      """
      {"unit":"samples","source":"jdk.ExecutionSample","stepSeconds":60,"startMillis":1795276800000,
       "lines":[{"by":"shop","count":%1$s,"sum":%1$s}],"leftOut":[],"deploys":[]}
      """
          .formatted(IntStream.range(0, 120).mapToObj(at -> "" + at % 7).toList());

  private Answers() {}

  static String flame(List<String> names, int[] depth, int[] name, long[] self) {
    return """
        {"service":"shop","type":"cpu","unit":"samples","source":"jdk.ExecutionSample",
         "value":"count","match":"","fromMillis":1,"toMillis":2,"coveredFromMillis":1000,
         "coveredToMillis":11000,"instances":3,"windows":42,"totalCount":100,"totalSum":100,
         "losses":[{"reason":"jfr_data_lost","count":7,"unit":"bytes"}],"leftOut":[],
         "nodes":%d,"mergedNodes":0,
         "tree":{"names":[%s],"depth":%s,"name":%s,"self":%s}}
        """
        .formatted(
            depth.length,
            names.stream().map(text -> '"' + text + '"').collect(Collectors.joining(",")),
            Arrays.toString(depth),
            Arrays.toString(name),
            Arrays.toString(self));
  }

  /** A tree of {@code nodes} nodes in preorder. */
  static String random(int nodes, long seed) {
    Random random = new Random(seed);
    List<String> names = new ArrayList<>(List.of("all"));
    for (int i = 1; i <= 2_000; i++) {
      names.add("com.acme.area" + i % 40 + ".Part" + i % 300 + ".step" + i);
    }
    int[] depth = new int[nodes];
    int[] name = new int[nodes];
    long[] self = new long[nodes];
    for (int node = 1; node < nodes; node++) {
      int deepest = Math.min(depth[node - 1] + 1, 200);
      depth[node] = random.nextInt(3) > 0 ? deepest : 1 + random.nextInt(deepest);
      name[node] = 1 + random.nextInt(2_000);
      self[node] = random.nextInt(50);
    }
    return flame(names, depth, name, self);
  }
}
