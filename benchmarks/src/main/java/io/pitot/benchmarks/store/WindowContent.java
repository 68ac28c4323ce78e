package io.pitot.benchmarks.store;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.pitot.collector.store.FrameNames;
import io.pitot.collector.store.WindowBatch;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Rows;
import io.pitot.proto.v1.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
  private static final int BYTES_EXPECTED = 1 << 20;

  int entries() {
    return rows.stream().mapToInt(r -> r.node().length).sum();
  }

  /** As the store takes it. */
  WindowBatch at(long startSeconds) {
    return of(jvm, FrameNames.of(frames), startSeconds);
  }

  /**
   * As if another JVM had done the same.
   *
   * @param names the frames
   */
  WindowBatch of(SimulatedJvm other, FrameNames names, long startSeconds) {
    return new WindowBatch(
        other.targetId,
        other.labels,
        startSeconds,
        0,
        names,
        nodeParent,
        nodeFrame,
        rows,
        List.of(),
        List.of(),
        "");
  }

  /** As it comes over the wire, but for its number and its time. */
  byte[] encoded() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_EXPECTED);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, 1 << 16);
    out.writeMessage(
        Batch.TARGET_FIELD_NUMBER,
        Target.newBuilder().setId(jvm.targetId).putAllLabels(jvm.labels).build());
    out.writeUInt32(Batch.WINDOW_MILLIS_FIELD_NUMBER, WINDOW_MILLIS);
    out.writeString(Batch.STRINGS_FIELD_NUMBER, "");
    for (String frame : frames) {
      out.writeString(Batch.STRINGS_FIELD_NUMBER, frame);
    }
    // Of the strings the first is the empty one.
    packed(out, Batch.NODE_PARENT_FIELD_NUMBER, nodeParent, 0);
    packed(out, Batch.NODE_FRAME_FIELD_NUMBER, nodeFrame, 1);
    for (WindowBatch.Rows type : rows) {
      Rows.Builder columns =
          Rows.newBuilder()
              .setType(type.type().name())
              .setSource(type.type().source())
              .setUnit(type.type().unit());
      for (int i = 0; i < type.node().length; i++) {
        columns.addNode(type.node()[i]).addCount(type.count()[i]).addSum(type.sum()[i]);
      }
      out.writeMessage(Batch.ROWS_FIELD_NUMBER, columns.build());
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static void packed(CodedOutputStream out, int field, int[] values, int more)
      throws IOException {
    int bytes = 0;
    for (int value : values) {
      bytes += CodedOutputStream.computeUInt32SizeNoTag(value + more);
    }
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(bytes);
    for (int value : values) {
      out.writeUInt32NoTag(value + more);
    }
  }

  /** What is needed to make windows of one service; of one thread. */
  static final class Scratch {
    private final ServiceProgram program;
    private final int[] nodeHere;
    private final int[] frameHere;
    private int[] used = new int[1024];
    private int usedSize;

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
      Arrays.sort(used, 0, usedSize);
      int[] parent = new int[usedSize];
      int[] frame = new int[usedSize];
      List<String> frames = new ArrayList<>();
      for (int i = 0; i < parent.length; i++) {
        int node = used[i];
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
      for (int i = 0; i < usedSize; i++) {
        nodeHere[used[i]] = 0;
      }
      usedSize = 0;
      Arrays.fill(frameHere, 0);
      return new WindowContent(jvm, frames, parent, frame, rows);
    }

    private void mark(int leaf) {
      for (int node = leaf; node != 0 && nodeHere[node] == 0; node = program.parent[node]) {
        nodeHere[node] = -1;
        if (usedSize == used.length) {
          used = Arrays.copyOf(used, usedSize * 2);
        }
        used[usedSize++] = node;
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
