package io.pitot.collector;

import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Loss;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Target;
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
  private final List<Loss> losses = new ArrayList<>();
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

  public TestBatches loss(String reason, long count, String unit) {
    losses.add(Loss.newBuilder().setReason(reason).setCount(count).setUnit(unit).build());
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
            .addAllLosses(losses);
    rows.forEach(
        (type, byNode) -> {
          Rows.Builder columns =
              Rows.newBuilder().setType(type.get(0)).setSource(type.get(1)).setUnit(type.get(2));
          byNode.forEach(
              (node, values) -> columns.addNode(node).addCount(values[0]).addSum(values[1]));
          batch.addRows(columns);
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
    int string = strings.indexOf(name);
    if (string < 0) {
      string = strings.size();
      strings.add(name);
    }
    parent.add(above);
    frame.add(string);
    nodes.put(stack, parent.size());
    return parent.size();
  }
}
