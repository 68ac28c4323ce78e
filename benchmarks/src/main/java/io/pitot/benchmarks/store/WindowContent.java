package io.pitot.benchmarks.store;

import io.pitot.collector.store.WindowBatch;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One window of one JVM with a dictionary of its own, as a daemon makes it. */
record WindowContent(
    SimulatedJvm jvm,
    List<String> frames,
    int[] nodeParent,
    int[] nodeFrame,
    List<WindowBatch.Rows> rows) {
  private static final int WINDOW_MILLIS = 10_000;

  int entries() {
    return rows.stream().mapToInt(r -> r.node().length).sum();
  }

  /** As the store takes it. */
  WindowBatch at(long startSeconds) {
    return new WindowBatch(
        jvm.targetId, jvm.labels, startSeconds, 0, frames, nodeParent, nodeFrame, rows, List.of());
  }

  /** As it comes over the wire. */
  Batch wire(long startSeconds) {
    Batch.Builder batch =
        Batch.newBuilder()
            .setTarget(Target.newBuilder().setId(jvm.targetId).putAllLabels(jvm.labels))
            .setWindowStartMillis(startSeconds * 1000)
            .setWindowMillis(WINDOW_MILLIS)
            .addStrings("")
            .addAllStrings(frames);
    for (int i = 0; i < nodeParent.length; i++) {
      batch.addNodeParent(nodeParent[i]).addNodeFrame(nodeFrame[i] + 1);
    }
    for (WindowBatch.Rows type : rows) {
      Rows.Builder columns =
          Rows.newBuilder()
              .setType(type.type().name())
              .setSource(type.type().source())
              .setUnit(type.type().unit());
      for (int i = 0; i < type.node().length; i++) {
        columns.addNode(type.node()[i]).addCount(type.count()[i]).addSum(type.sum()[i]);
      }
      batch.addRows(columns);
    }
    return batch.build();
  }

  /** What is needed to make windows of one service; of one thread. */
  static final class Scratch {
    private final ServiceProgram program;
    private final int[] nodeHere;
    private final int[] frameHere;
    private final List<Integer> used = new ArrayList<>();

    Scratch(ServiceProgram program) {
      this.program = program;
      this.nodeHere = new int[program.parent.length];
      this.frameHere = new int[program.names.length];
    }

    WindowContent content(SimulatedJvm jvm) {
      for (int load = 0; load < jvm.loads().size(); load++) {
        for (int stack : jvm.working(load)) {
          mark(program.leafOfStack[stack]);
        }
      }
      used.sort(null);
      int[] parent = new int[used.size()];
      int[] frame = new int[used.size()];
      List<String> frames = new ArrayList<>();
      for (int i = 0; i < parent.length; i++) {
        int node = used.get(i);
        nodeHere[node] = i + 1;
        parent[i] = nodeHere[program.parent[node]];
        int name = program.frame[node];
        if (frameHere[name] == 0) {
          frames.add(program.names[name]);
          frameHere[name] = frames.size();
        }
        frame[i] = frameHere[name] - 1;
      }
      List<WindowBatch.Rows> rows = new ArrayList<>();
      for (int load = 0; load < jvm.loads().size(); load++) {
        rows.add(rows(jvm, load));
      }
      used.forEach(node -> nodeHere[node] = 0);
      used.clear();
      Arrays.fill(frameHere, 0);
      return new WindowContent(jvm, frames, parent, frame, rows);
    }

    private void mark(int leaf) {
      for (int node = leaf; node != 0 && nodeHere[node] == 0; node = program.parent[node]) {
        nodeHere[node] = -1;
        used.add(node);
      }
    }

    private WindowBatch.Rows rows(SimulatedJvm jvm, int number) {
      SimulatedJvm.Load load = jvm.loads().get(number);
      int[] node =
          Arrays.stream(jvm.working(number))
              .map(stack -> nodeHere[program.leafOfStack[stack]])
              .sorted()
              .distinct()
              .toArray();
      long[] count = new long[node.length];
      long[] sum = new long[node.length];
      for (int i = 0; i < node.length; i++) {
        count[i] = jvm.count();
        sum[i] = jvm.sum(load, count[i]);
      }
      return new WindowBatch.Rows(load.type(), node, count, sum);
    }
  }
}
