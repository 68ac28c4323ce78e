package io.pitot.collector.ingest;

import io.pitot.collector.store.FrameNames;
import io.pitot.collector.store.IntervalKind;
import io.pitot.collector.store.IntervalTable;
import io.pitot.collector.store.RawBlock;
import io.pitot.proto.v1.AgentEvents;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.LockSums;
import io.pitot.proto.v1.Pauses;
import io.pitot.proto.v1.Samples;
import io.pitot.proto.v1.Vitals;
import io.pitot.proto.v1.Waits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the waits, samples, pauses, vitals and agent's events of a batch into tables that the store
 * can rely on. A daemon that sends none is as welcome as before.
 */
final class IntervalValidator {
  private static final int MAX_LOCKS = 20_000;
  private static final int MAX_WAITS = 20_000;
  private static final int MAX_SAMPLES = 20_000;
  private static final int MAX_PAUSES = 20_000;
  private static final int MAX_VITALS = 256;
  private static final int MAX_EVENTS = 4_096;
  private static final int MAX_FIELDS = 100_000;
  private static final int MAX_BUCKET = 255;

  /** Nine years: a thread may wait for as long as its JVM lives. */
  private static final long MAX_BEFORE_NANOS = RawBlock.MAX_TOTAL;

  private final FrameNames batchStrings;
  private final int nodes;

  private IntervalValidator(FrameNames batchStrings, int nodes) {
    this.batchStrings = batchStrings;
    this.nodes = nodes;
  }

  static List<IntervalTable> tables(Batch batch, FrameNames strings, int nodes)
      throws BatchRefusedException {
    IntervalValidator validator = new IntervalValidator(strings, nodes);
    List<IntervalTable> tables = new ArrayList<>();
    add(tables, validator.locks(batch.getLocks()));
    add(tables, validator.waits(batch.getWaits(), batch.getLocks()));
    add(tables, validator.samples(batch.getSamples()));
    add(tables, validator.pauses(batch.getPauses()));
    add(tables, validator.vitals(batch.getVitals()));
    add(tables, validator.agentEvents(batch.getAgentEvents()));
    return List.copyOf(tables);
  }

  private static void add(List<IntervalTable> tables, Columns columns) {
    IntervalTable table = columns.table();
    if (table.rows() > 0) {
      tables.add(table);
    }
  }

  private Columns locks(LockSums locks) throws BatchRefusedException {
    Columns columns = new Columns(IntervalKind.LOCKS, locks.getKindCount(), MAX_LOCKS);
    columns.strings(locks.getKindList());
    columns.strings(locks.getLockClassList());
    columns.any(locks.getLockIdList());
    columns.nodes(locks.getNodeList());
    columns.amounts(locks.getCountList());
    columns.amounts(locks.getTotalNanosList());
    columns.parts(locks.getGcNanosList(), IntervalKind.Locks.TOTAL);
    columns.parts(locks.getSafepointNanosList(), IntervalKind.Locks.TOTAL);
    columns.parts(locks.getMaxNanosList(), IntervalKind.Locks.TOTAL);
    columns.amounts(locks.getTableLengthList());
    columns.amounts(locks.getShortCountList());
    columns.amounts(locks.getShortNanosList());
    columns.runs(locks.getBucketsList(), locks.getBucketCount(), MAX_LOCKS * 64);
    columns.bounded(numbers(locks.getBucketList()), locks.getBucketCount(), MAX_BUCKET);
    columns.bounded(longs(locks.getBucketCountList()), locks.getBucketCount(), Long.MAX_VALUE);
    columns.checkHistograms();
    return columns;
  }

  private Columns waits(Waits waits, LockSums locks) throws BatchRefusedException {
    Columns columns = new Columns(IntervalKind.WAITS, waits.getLockCount(), MAX_WAITS);
    List<Integer> kind = new ArrayList<>();
    List<Integer> lockClass = new ArrayList<>();
    List<Long> lockId = new ArrayList<>();
    List<Integer> node = new ArrayList<>();
    for (int lock : waits.getLockList()) {
      if (lock < 0 || lock >= locks.getKindCount()) {
        throw BatchValidator.invalid(
            "a wait is for lock %s: expected 0 to %s"
                .formatted(Integer.toUnsignedString(lock), locks.getKindCount() - 1));
      }
      kind.add(locks.getKind(lock));
      lockClass.add(locks.getLockClass(lock));
      lockId.add(locks.getLockId(lock));
      node.add(locks.getNode(lock));
    }
    columns.strings(kind);
    columns.strings(lockClass);
    columns.any(lockId);
    columns.nodes(node);
    columns.moments(waits.getStartNanosList());
    columns.amounts(waits.getDurationNanosList());
    columns.parts(waits.getGcNanosList(), IntervalKind.Waits.DURATION);
    columns.parts(waits.getSafepointNanosList(), IntervalKind.Waits.DURATION);
    columns.strings(waits.getThreadList());
    columns.strings(waits.getOwnerList());
    columns.any(waits.getAddressList());
    columns.bounded(new long[] {waits.getLeftOut()}, 1, Long.MAX_VALUE);
    return columns;
  }

  private Columns samples(Samples samples) throws BatchRefusedException {
    Columns columns = new Columns(IntervalKind.SAMPLES, samples.getTypeCount(), MAX_SAMPLES);
    columns.strings(samples.getTypeList());
    columns.moments(samples.getAtNanosList());
    columns.strings(samples.getThreadList());
    columns.nodes(samples.getNodeList());
    columns.bounded(new long[] {samples.getLeftOut()}, 1, Long.MAX_VALUE);
    return columns;
  }

  private Columns pauses(Pauses pauses) throws BatchRefusedException {
    Columns columns = new Columns(IntervalKind.PAUSES, pauses.getKindCount(), MAX_PAUSES);
    columns.strings(pauses.getKindList());
    columns.strings(pauses.getNameList());
    columns.strings(pauses.getCauseList());
    columns.moments(pauses.getStartNanosList());
    columns.amounts(pauses.getDurationNanosList());
    columns.parts(pauses.getStoppingNanosList(), IntervalKind.Pauses.DURATION);
    columns.parts(pauses.getGcNanosList(), IntervalKind.Pauses.DURATION);
    columns.bounded(new long[] {pauses.getLeftOut(), pauses.getLeftOutNanos()}, 2, Long.MAX_VALUE);
    return columns;
  }

  private Columns vitals(Vitals vitals) throws BatchRefusedException {
    Columns columns = new Columns(IntervalKind.VITALS, vitals.getNameCount(), MAX_VITALS);
    columns.strings(vitals.getNameList());
    columns.any(vitals.getLastList());
    columns.any(vitals.getMaxList());
    columns.amounts(vitals.getCountList());
    return columns;
  }

  private Columns agentEvents(AgentEvents events) throws BatchRefusedException {
    Columns columns = new Columns(IntervalKind.AGENT_EVENTS, events.getTypeCount(), MAX_EVENTS);
    columns.strings(events.getTypeList());
    columns.moments(events.getStartNanosList());
    columns.amounts(events.getDurationNanosList());
    columns.strings(events.getThreadList());
    columns.nodes(events.getNodeList());
    columns.runs(events.getFieldsList(), events.getFieldCount(), MAX_FIELDS);
    columns.rows = events.getFieldCount();
    columns.strings(events.getFieldList());
    columns.any(events.getNumberList());
    columns.strings(events.getTextList());
    columns.bounded(new long[] {events.getLeftOut()}, 1, Long.MAX_VALUE);
    return columns;
  }

  private static long[] numbers(List<Integer> unsigned) {
    return unsigned.stream().mapToLong(Integer::toUnsignedLong).toArray();
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  /** The columns of one table, checked one after the other. */
  private final class Columns {
    private final IntervalKind kind;
    private final String name;
    private final List<long[]> columns = new ArrayList<>();
    private final List<String> strings = new ArrayList<>(List.of(""));
    private final Map<String, Integer> indices = new HashMap<>(Map.of("", 0));
    private int rows;

    Columns(IntervalKind kind, int rows, int maxRows) throws BatchRefusedException {
      this.kind = kind;
      this.name = kind.name().toLowerCase(java.util.Locale.ROOT);
      this.rows = rows;
      BatchValidator.limit(name, rows, maxRows);
    }

    void strings(List<Integer> values) throws BatchRefusedException {
      checkLength(values.size());
      long[] column = new long[values.size()];
      for (int i = 0; i < column.length; i++) {
        int index = values.get(i);
        // A batch without strings has the empty one all the same.
        if (index < 0 || (index >= batchStrings.size() && index != 0)) {
          throw invalid(i, "string " + Integer.toUnsignedString(index));
        }
        String text = index == 0 ? "" : batchStrings.get(index);
        column[i] = indices.computeIfAbsent(text, this::add);
      }
      columns.add(column);
    }

    private int add(String text) {
      strings.add(text);
      return strings.size() - 1;
    }

    void nodes(List<Integer> values) throws BatchRefusedException {
      bounded(numbers(values), rows, nodes);
    }

    void amounts(List<Long> values) throws BatchRefusedException {
      long[] column = longs(values);
      checkLength(column.length);
      long total = 0;
      for (long value : column) {
        total = BatchValidator.total("a column of " + name, total, value);
      }
      columns.add(column);
    }

    void parts(List<Long> values, int whole) throws BatchRefusedException {
      long[] column = longs(values);
      checkLength(column.length);
      for (int i = 0; i < column.length; i++) {
        if (column[i] < 0 || column[i] > columns.get(whole)[i]) {
          throw invalid(i, column[i] + " ns of " + columns.get(whole)[i]);
        }
      }
      columns.add(column);
    }

    void moments(List<Long> values) throws BatchRefusedException {
      long[] column = longs(values);
      checkLength(column.length);
      for (int i = 0; i < column.length; i++) {
        if (Math.abs(column[i]) > MAX_BEFORE_NANOS || column[i] == Long.MIN_VALUE) {
          throw invalid(i, "a start " + column[i] + " ns from the window");
        }
      }
      columns.add(column);
    }

    void any(List<Long> values) throws BatchRefusedException {
      checkLength(values.size());
      columns.add(longs(values));
    }

    void bounded(long[] column, int length, long max) throws BatchRefusedException {
      checkLength(column.length, length);
      for (int i = 0; i < column.length; i++) {
        if (column[i] < 0 || column[i] > max) {
          throw invalid(i, Long.toUnsignedString(column[i]) + ", at most " + max);
        }
      }
      columns.add(column);
    }

    /** How many entries of the columns that follow belong to each row. */
    void runs(List<Integer> values, int entries, int maxEntries) throws BatchRefusedException {
      BatchValidator.limit("entries in " + name, entries, maxEntries);
      long[] column = numbers(values);
      checkLength(column.length);
      long total = 0;
      for (long run : column) {
        total += run;
      }
      if (total != entries) {
        throw BatchValidator.invalid(
            "the rows of %s have %s entries, the column holds %s".formatted(name, total, entries));
      }
      columns.add(column);
    }

    void checkHistograms() throws BatchRefusedException {
      long[] runs = columns.get(IntervalKind.Locks.BUCKETS);
      int at = 0;
      for (int row = 0; row < runs.length; row++) {
        long left = columns.get(IntervalKind.Locks.COUNT)[row];
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < runs[row]; i++, at++) {
          left -= columns.get(IntervalKind.Locks.BUCKET_COUNT)[at];
          if (left < 0 || !seen.add(columns.get(IntervalKind.Locks.BUCKET)[at])) {
            throw invalid(row, "a histogram that does not add up");
          }
        }
        if (left != 0) {
          throw invalid(row, "a histogram that lacks " + left + " waits");
        }
        if (columns.get(IntervalKind.Locks.IN_GC)[row]
                + columns.get(IntervalKind.Locks.IN_SAFEPOINT)[row]
            > columns.get(IntervalKind.Locks.TOTAL)[row]) {
          throw invalid(row, "more time in pauses than in all");
        }
      }
    }

    IntervalTable table() {
      return new IntervalTable(kind, List.copyOf(strings), columns.toArray(new long[0][]));
    }

    private void checkLength(int length) throws BatchRefusedException {
      checkLength(length, rows);
    }

    private void checkLength(int length, int expected) throws BatchRefusedException {
      if (length != expected) {
        throw BatchValidator.invalid(
            "a column of %s has %s entries, another %s".formatted(name, length, expected));
      }
    }

    private BatchRefusedException invalid(int row, String what) {
      return BatchValidator.invalid(
          "row %s of %s, column %s: %s".formatted(row, name, columns.size(), what));
    }
  }
}
