package io.pitot.collector.ingest;

import io.pitot.collector.store.FrameKindRows;
import io.pitot.collector.store.FrameNames;
import io.pitot.collector.store.Loss;
import io.pitot.collector.store.ProfileType;
import io.pitot.collector.store.RawBlock;
import io.pitot.collector.store.RawKey;
import io.pitot.collector.store.WindowBatch;
import io.pitot.collector.store.WindowRecord;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.Refusal.Reason;
import io.pitot.proto.v1.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Turns a batch from the wire into one that the store can rely on, or refuses it. Numbers on the
 * wire are unsigned: those that do not fit come out negative here and are out of bounds.
 */
final class BatchValidator {
  private static final int WINDOW_MILLIS = WindowRecord.LENGTH_SECONDS * 1000;
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern SOURCE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.$-]{0,127}");

  private final Supplier<Instant> latestTime;

  /**
   * @param latestTime what the time is at most, so far as the collector knows
   */
  BatchValidator(Supplier<Instant> latestTime) {
    this.latestTime = latestTime;
  }

  /**
   * Checks every field.
   *
   * @param origin who sent it, as the network tells
   */
  WindowBatch validate(WireBatch wire, String origin) throws BatchRefusedException {
    if (!wire.excess().isEmpty()) {
      throw new BatchRefusedException(Reason.LIMIT, wire.excess());
    }
    limit("bytes", wire.sizeBytes(), IngestLimits.MAX_BATCH_BYTES);
    Batch batch = wire.rest();
    TargetLabels.check(batch.getTarget());
    checkWindow(batch);
    FrameNames frames = wire.strings();
    checkNames(frames);
    int[] parent = wire.nodeParent();
    int[] frame = wire.nodeFrame();
    checkNodes(parent, frame, frames.size());
    return new WindowBatch(
        batch.getTarget().getId(),
        Map.copyOf(batch.getTarget().getLabelsMap()),
        batch.getWindowStartMillis() / 1000,
        batch.getPart(),
        frames,
        parent,
        frame,
        allRows(batch, parent.length),
        losses(batch),
        IntervalValidator.tables(batch, frames, parent.length),
        origin);
  }

  private void checkWindow(Batch batch) throws BatchRefusedException {
    long start = batch.getWindowStartMillis();
    if (batch.getWindowMillis() != WINDOW_MILLIS) {
      throw invalid(
          "window_millis is %s: this collector stores windows of %s"
              .formatted(Integer.toUnsignedString(batch.getWindowMillis()), WINDOW_MILLIS));
    }
    if (start < 0 || start % WINDOW_MILLIS != 0) {
      throw invalid(
          "window_start_millis is %s: expected a multiple of %s, not negative"
              .formatted(start, WINDOW_MILLIS));
    }
    checkAhead(start, start - latestTime.get().toEpochMilli());
    if (batch.getPart() < 0 || batch.getPart() > RawKey.MAX_PART) {
      throw limitExceeded("part", Integer.toUnsignedLong(batch.getPart()), RawKey.MAX_PART);
    }
  }

  /** A clock that is wrong by an hour or two is set right or caught up with; more is no time. */
  private static void checkAhead(long startMillis, long aheadMillis) throws BatchRefusedException {
    if (aheadMillis <= IngestLimits.MAX_AHEAD.toMillis()) {
      return;
    }
    String explanation =
        "the window starts at %s, more than %s minutes ahead of the collector's clock: compare the clocks"
            .formatted(
                startMillis / 1000 > 253_402_300_799L
                    ? startMillis + " ms"
                    : Instant.ofEpochMilli(startMillis),
                IngestLimits.MAX_AHEAD.toMinutes());
    throw aheadMillis <= IngestLimits.MAX_AHEAD_TO_WAIT.toMillis()
        ? BatchRefusedException.notYet(explanation)
        : invalid(explanation);
  }

  private static void checkNames(FrameNames names) throws BatchRefusedException {
    limit("strings", names.size(), IngestLimits.MAX_STRINGS);
    for (int i = 0; i < names.size(); i++) {
      if ((names.bytes(i) == 0) != (i == 0)) {
        throw invalid(
            "strings[%s] is '%s': the first is empty and no other".formatted(i, names.get(i)));
      }
      if (!names.isUtf8(i)) {
        throw invalid("strings[%s] is not UTF-8".formatted(i));
      }
      if (names.bytes(i) > IngestLimits.MAX_STRING_CHARS) {
        limit(
            "characters in strings[" + i + "]",
            names.get(i).length(),
            IngestLimits.MAX_STRING_CHARS);
      }
    }
  }

  private static void checkNodes(int[] parent, int[] frame, int strings)
      throws BatchRefusedException {
    if (parent.length != frame.length) {
      throw invalid(
          "node_parent has %s entries and node_frame %s".formatted(parent.length, frame.length));
    }
    limit("nodes", parent.length, IngestLimits.MAX_NODES);
    short[] depth = new short[parent.length + 1];
    for (int i = 0; i < parent.length; i++) {
      if (parent[i] < 0 || parent[i] > i) {
        throw invalid(
            "node_parent[%s] is %s: a parent stands before its children, expected 0 to %s"
                .formatted(i, Integer.toUnsignedString(parent[i]), i));
      }
      if (frame[i] < 1 || frame[i] >= strings) {
        throw invalid(
            "node_frame[%s] is %s: expected 1 to %s"
                .formatted(i, Integer.toUnsignedString(frame[i]), strings - 1));
      }
      depth[i + 1] = (short) (depth[parent[i]] + 1);
      if (depth[i + 1] > IngestLimits.MAX_DEPTH) {
        throw limitExceeded(
            "frames in the stack of node " + (i + 1), depth[i + 1], IngestLimits.MAX_DEPTH);
      }
    }
  }

  private static List<WindowBatch.Rows> allRows(Batch batch, int nodes)
      throws BatchRefusedException {
    List<WindowBatch.Rows> all = new ArrayList<>(rows(batch.getRowsList(), nodes));
    for (WindowBatch.Rows kinds : rows(batch.getFrameKindsList(), nodes)) {
      ProfileType type = FrameKindRows.of(kinds.type());
      all.add(new WindowBatch.Rows(type, kinds.node(), kinds.count(), kinds.sum()));
    }
    return List.copyOf(all);
  }

  private static List<WindowBatch.Rows> rows(List<Rows> sent, int nodes)
      throws BatchRefusedException {
    limit("types", sent.size(), IngestLimits.MAX_TYPES);
    Set<ProfileType> types = new HashSet<>();
    List<WindowBatch.Rows> all = new ArrayList<>(sent.size());
    for (Rows rows : sent) {
      ProfileType type = new ProfileType(rows.getType(), rows.getSource(), rows.getUnit());
      check("type", type.name(), WORD);
      check("source", type.source(), SOURCE);
      check("unit", type.unit(), WORD);
      if (!types.add(type)) {
        throw invalid(
            "type %s of %s stands twice in the batch".formatted(type.name(), type.source()));
      }
      WindowBatch.Rows columns = columns(type, rows, nodes);
      if (columns.node().length > 0) {
        all.add(columns);
      }
    }
    return all;
  }

  private static WindowBatch.Rows columns(ProfileType type, Rows rows, int nodes)
      throws BatchRefusedException {
    int n = rows.getNodeCount();
    String name = type.name();
    if (rows.getCountCount() != n || rows.getSumCount() != n) {
      throw invalid(
          "rows of %s have %s nodes, %s counts and %s sums"
              .formatted(name, n, rows.getCountCount(), rows.getSumCount()));
    }
    limit("rows of " + name, n, RawBlock.MAX_ROWS);
    int[] node = new int[n];
    long[] count = new long[n];
    long[] sum = new long[n];
    String ofCounts = "count of " + name;
    String ofSums = "sum of " + name;
    long totalCount = 0;
    long totalSum = 0;
    for (int i = 0; i < n; i++) {
      node[i] = rows.getNode(i);
      count[i] = rows.getCount(i);
      sum[i] = rows.getSum(i);
      if (node[i] < 0 || node[i] > nodes || (i > 0 && node[i] <= node[i - 1])) {
        throw invalid(
            "row %s of %s is for node %s: expected nodes in ascending order, up to %s"
                .formatted(i, name, Integer.toUnsignedString(node[i]), nodes));
      }
      if (count[i] == 0) {
        throw invalid("row %s of %s has count 0".formatted(i, name));
      }
      totalCount = total(ofCounts, totalCount, count[i]);
      totalSum = total(ofSums, totalSum, sum[i]);
    }
    return new WindowBatch.Rows(type, node, count, sum);
  }

  private static List<Loss> losses(Batch batch) throws BatchRefusedException {
    limit("losses", batch.getLossesCount(), IngestLimits.MAX_LOSSES);
    List<Loss> losses = new ArrayList<>(batch.getLossesCount());
    for (io.pitot.proto.v1.Loss loss : batch.getLossesList()) {
      check("the reason of a loss", loss.getReason(), WORD);
      check("the unit of a loss", loss.getUnit(), WORD);
      total("losses by " + loss.getReason(), 0, loss.getCount());
      losses.add(new Loss(loss.getReason(), loss.getCount(), loss.getUnit()));
    }
    return List.copyOf(losses);
  }

  static long total(String what, long total, long more) throws BatchRefusedException {
    // Both are at most 2^58 when they are added, or negative when they were too large for the wire.
    if (more < 0 || more > RawBlock.MAX_TOTAL || total + more > RawBlock.MAX_TOTAL) {
      throw new BatchRefusedException(
          Reason.LIMIT, "%s exceeds %s in one window".formatted(what, RawBlock.MAX_TOTAL));
    }
    return total + more;
  }

  private static void check(String what, String word, Pattern pattern)
      throws BatchRefusedException {
    if (!pattern.matcher(word).matches()) {
      throw invalid(
          "%s is '%s': expected %s"
              .formatted(what, word.substring(0, Math.min(80, word.length())), pattern));
    }
  }

  static void limit(String what, long actual, long max) throws BatchRefusedException {
    if (actual > max) {
      throw limitExceeded(what, actual, max);
    }
  }

  private static BatchRefusedException limitExceeded(String what, long actual, long max) {
    return new BatchRefusedException(Reason.LIMIT, IngestLimits.exceeded(what, actual, max));
  }

  static BatchRefusedException invalid(String explanation) {
    return new BatchRefusedException(Reason.INVALID, explanation);
  }
}
