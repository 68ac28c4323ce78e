package io.pitot.collector;

import io.pitot.proto.v1.AgentEvents;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.LockSums;
import io.pitot.proto.v1.Loss;
import io.pitot.proto.v1.Pauses;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Samples;
import io.pitot.proto.v1.Target;
import io.pitot.proto.v1.Vitals;
import io.pitot.proto.v1.Waits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Batches as a daemon sends them, from stacks that a person can read. */
public final class TestBatches {
  public static final long WINDOW_MILLIS = 10_000;

  private final String service;
  private final Map<String, String> labels = new TreeMap<>();
  private final List<String> strings = new ArrayList<>(List.of(""));
  private final List<Integer> parent = new ArrayList<>();
  private final List<Integer> frame = new ArrayList<>();
  private final Map<String, Integer> nodes = new LinkedHashMap<>();
  private final Map<List<String>, TreeMap<Integer, long[]>> rows = new LinkedHashMap<>();
  private final Map<List<String>, TreeMap<Integer, Long>> kinds = new LinkedHashMap<>();
  private final List<Loss> losses = new ArrayList<>();
  private final LockSums.Builder locks = LockSums.newBuilder();
  private final Waits.Builder waits = Waits.newBuilder();
  private final Samples.Builder samples = Samples.newBuilder();
  private final Pauses.Builder pauses = Pauses.newBuilder();
  private final Vitals.Builder vitals = Vitals.newBuilder();
  private final AgentEvents.Builder events = AgentEvents.newBuilder();
  private String targetId;

  private TestBatches(String service, String release, String instance) {
    this.service = service;
    this.targetId = "node-1/" + service + "/" + release + "/" + instance;
    labels.put("service", service);
    labels.put("release", release);
    labels.put("instance", instance);
    labels.put("node", "node-1");
    labels.put("jdk", "17");
  }

  public static TestBatches of(String service, String release, String instance) {
    return new TestBatches(service, release, instance);
  }

  public TestBatches label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  public TestBatches targetId(String id) {
    targetId = id;
    return this;
  }

  /** Adds a row: {@code stack} is frames from the root, joined by semicolons. */
  public TestBatches row(String type, String source, String stack, long count, long sum) {
    String unit =
        switch (type) {
          case "cpu" -> "samples";
          case "alloc" -> "bytes";
          default -> "nanoseconds";
        };
    long[] values =
        rows.computeIfAbsent(List.of(type, source, unit), t -> new TreeMap<>())
            .computeIfAbsent(node(stack), n -> new long[2]);
    values[0] += count;
    values[1] += sum;
    return this;
  }

  public TestBatches cpu(String stack, long samples) {
    return row("cpu", "jdk.ExecutionSample", stack, samples, samples);
  }

  public TestBatches alloc(String stack, long count, long bytes) {
    return row("alloc", "jdk.ObjectAllocationSample", stack, count, bytes);
  }

  /** Adds how frames of a method ran that CPU samples have on their stacks. */
  public TestBatches cpuKind(String kind, String method, long frames) {
    kinds
        .computeIfAbsent(List.of("cpu", "jdk.ExecutionSample"), t -> new TreeMap<>())
        .merge(node(kind + ";" + method), frames, Long::sum);
    return this;
  }

  public TestBatches loss(String reason, long count, String unit) {
    losses.add(Loss.newBuilder().setReason(reason).setCount(count).setUnit(unit).build());
    return this;
  }

  /** Adds waits of one length at one lock; of each, so much was in GC pauses and in safepoints. */
  public TestBatches waits(
      String kind,
      String lockClass,
      String stack,
      long count,
      long nanos,
      long gc,
      long safepoint) {
    return waits(kind, lockClass, 0, stack, count, nanos, gc, safepoint);
  }

  /** As above, inside a map of this number. */
  public TestBatches waits(
      String kind,
      String lockClass,
      long mapId,
      String stack,
      long count,
      long nanos,
      long gc,
      long safepoint) {
    locks
        .addKind(string(kind))
        .addLockClass(string(lockClass))
        .addLockId(mapId)
        .addNode(node(stack))
        .addCount(count)
        .addTotalNanos(count * nanos)
        .addGcNanos(count * gc)
        .addSafepointNanos(count * safepoint)
        .addMaxNanos(nanos)
        .addTableLength(0)
        .addShortCount(0)
        .addShortNanos(0)
        .addBuckets(1)
        .addBucket(bucket(nanos))
        .addBucketCount(count);
    return this;
  }

  /** Adds one of the waits that were added last, by itself. */
  public TestBatches single(long startNanos, long nanos, String thread, String owner) {
    waits
        .addLock(locks.getKindCount() - 1)
        .addStartNanos(startNanos)
        .addDurationNanos(nanos)
        .addGcNanos(0)
        .addSafepointNanos(0)
        .addThread(string(thread))
        .addOwner(string(owner))
        .addAddress(-7);
    return this;
  }

  public TestBatches waitsLeftOut(long count) {
    waits.setLeftOut(count);
    return this;
  }

  /** Adds a CPU sample by itself. */
  public TestBatches sample(String stack, long atNanos, String thread) {
    samples
        .addType(string("cpu"))
        .addAtNanos(atNanos)
        .addThread(string(thread))
        .addNode(node(stack));
    return this;
  }

  public TestBatches pause(String kind, String name, String cause, long startNanos, long nanos) {
    pauses
        .addKind(string(kind))
        .addName(string(name))
        .addCause(string(cause))
        .addStartNanos(startNanos)
        .addDurationNanos(nanos)
        .addStoppingNanos(0)
        .addGcNanos(kind.equals("gc") ? nanos : 0);
    return this;
  }

  public TestBatches vital(String name, long last, long max) {
    vitals.addName(string(name)).addLast(last).addMax(max).addCount(1);
    return this;
  }

  /** Adds an event of the agent; fields are name, value, name, value, ...: numbers or texts. */
  public TestBatches event(String type, long startNanos, String stack, Object... fields) {
    events
        .addType(string(type))
        .addStartNanos(startNanos)
        .addDurationNanos(0)
        .addThread(string("main"))
        .addNode(node(stack))
        .addFields(fields.length / 2);
    for (int i = 0; i < fields.length; i += 2) {
      boolean isText = fields[i + 1] instanceof String;
      events
          .addField(string((String) fields[i]))
          .addNumber(isText ? 0 : ((Number) fields[i + 1]).longValue())
          .addText(isText ? string((String) fields[i + 1]) : 0);
    }
    return this;
  }

  public Batch at(long windowStartMillis) {
    return at(windowStartMillis, 0);
  }

  public Batch at(long windowStartMillis, int part) {
    Batch.Builder batch =
        Batch.newBuilder()
            .setTarget(Target.newBuilder().setId(targetId).putAllLabels(labels))
            .setWindowStartMillis(windowStartMillis)
            .setWindowMillis((int) WINDOW_MILLIS)
            .setPart(part)
            .addAllStrings(strings)
            .addAllNodeParent(parent)
            .addAllNodeFrame(frame)
            .addAllLosses(losses)
            .setLocks(locks)
            .setWaits(waits)
            .setSamples(samples)
            .setPauses(pauses)
            .setVitals(vitals)
            .setAgentEvents(events);
    rows.forEach(
        (type, byNode) -> {
          Rows.Builder columns =
              Rows.newBuilder().setType(type.get(0)).setSource(type.get(1)).setUnit(type.get(2));
          byNode.forEach(
              (node, values) -> columns.addNode(node).addCount(values[0]).addSum(values[1]));
          batch.addRows(columns);
        });
    kinds.forEach(
        (type, byNode) -> {
          Rows.Builder columns =
              Rows.newBuilder().setType(type.get(0)).setSource(type.get(1)).setUnit("frames");
          byNode.forEach((node, frames) -> columns.addNode(node).addCount(frames).addSum(frames));
          batch.addFrameKinds(columns);
        });
    return batch.build();
  }

  public String service() {
    return service;
  }

  /** The start of the window that holds this time. */
  public static long windowOf(long epochMillis) {
    return Math.floorDiv(epochMillis, WINDOW_MILLIS) * WINDOW_MILLIS;
  }

  private int node(String stack) {
    if (stack.isEmpty()) {
      return 0;
    }
    Integer known = nodes.get(stack);
    if (known != null) {
      return known;
    }
    int cut = stack.lastIndexOf(';');
    int above = node(cut < 0 ? "" : stack.substring(0, cut));
    String name = stack.substring(cut + 1);
    parent.add(above);
    frame.add(string(name));
    nodes.put(stack, parent.size());
    return parent.size();
  }

  private int string(String text) {
    int string = strings.indexOf(text);
    if (string < 0) {
      string = strings.size();
      strings.add(text);
    }
    return string;
  }

  /** As the wire says: four times the logarithm, linear between powers of two. */
  private static int bucket(long nanos) {
    int log = 63 - Long.numberOfLeadingZeros(nanos);
    return 4 * log + (int) ((nanos - (1L << log)) * 4 / (1L << log));
  }
}
