package io.pitot.daemon.ship;

import io.pitot.daemon.fold.Intervals;
import io.pitot.daemon.fold.Window;
import io.pitot.proto.v1.AgentEvents;
import io.pitot.proto.v1.Batch;
import io.pitot.proto.v1.LockSums;
import io.pitot.proto.v1.Pauses;
import io.pitot.proto.v1.Samples;
import io.pitot.proto.v1.Vitals;
import io.pitot.proto.v1.Waits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A window's waits, pauses, vitals and events in the words of the wire. */
final class IntervalEncoder {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long windowStartNanos;
  private final List<String> strings;
  private final Map<String, Integer> indices = new HashMap<>();

  private IntervalEncoder(Window window) {
    windowStartNanos = window.startMillis() * NANOS_PER_MILLI;
    strings = new ArrayList<>(window.frames());
    if (strings.isEmpty()) {
      strings.add("");
    }
    for (int i = 0; i < strings.size(); i++) {
      indices.put(strings.get(i), i);
    }
  }

  /** Adds the window's strings, which hold its frames first, and its intervals. */
  static void encode(Window window, Batch.Builder batch) {
    IntervalEncoder encoder = new IntervalEncoder(window);
    Intervals intervals = window.intervals();
    batch.setLocks(encoder.locks(intervals));
    batch.setWaits(encoder.waits(intervals));
    batch.setSamples(encoder.samples(intervals));
    batch.setPauses(encoder.pauses(intervals));
    batch.setVitals(encoder.vitals(intervals));
    batch.setAgentEvents(encoder.agentEvents(intervals));
    batch.addAllStrings(encoder.strings);
  }

  private LockSums.Builder locks(Intervals intervals) {
    LockSums.Builder columns = LockSums.newBuilder();
    for (Intervals.LockSum lock : intervals.locks()) {
      columns
          .addKind(string(lock.kind()))
          .addLockClass(string(lock.lockClass()))
          .addLockId(lock.lockId())
          .addNode(lock.node())
          .addCount(lock.count())
          .addTotalNanos(lock.totalNanos())
          .addGcNanos(lock.gcNanos())
          .addSafepointNanos(lock.safepointNanos())
          .addMaxNanos(lock.maxNanos())
          .addTableLength(lock.tableLength())
          .addShortCount(lock.shortCount())
          .addShortNanos(lock.shortNanos())
          .addBuckets(lock.buckets().length);
      for (int i = 0; i < lock.buckets().length; i++) {
        columns.addBucket(lock.buckets()[i]).addBucketCount(lock.bucketCounts()[i]);
      }
    }
    return columns;
  }

  private Waits.Builder waits(Intervals intervals) {
    Waits.Builder columns = Waits.newBuilder().setLeftOut(intervals.waitsLeftOut());
    for (Intervals.Wait wait : intervals.waits()) {
      columns
          .addLock(wait.lock())
          .addStartNanos(wait.startNanos() - windowStartNanos)
          .addDurationNanos(wait.durationNanos())
          .addGcNanos(wait.gcNanos())
          .addSafepointNanos(wait.safepointNanos())
          .addThread(string(wait.thread()))
          .addOwner(string(wait.owner()))
          .addAddress(wait.address());
    }
    return columns;
  }

  private Samples.Builder samples(Intervals intervals) {
    Samples.Builder columns = Samples.newBuilder().setLeftOut(intervals.samplesLeftOut());
    for (Intervals.Sample sample : intervals.samples()) {
      columns
          .addType(string(sample.type()))
          .addAtNanos(sample.atNanos() - windowStartNanos)
          .addThread(string(sample.thread()))
          .addNode(sample.node());
    }
    return columns;
  }

  private Pauses.Builder pauses(Intervals intervals) {
    Pauses.Builder columns =
        Pauses.newBuilder()
            .setLeftOut(intervals.pausesLeftOut())
            .setLeftOutNanos(intervals.pausesLeftOutNanos());
    for (Intervals.Pause pause : intervals.pauses()) {
      columns
          .addKind(string(pause.kind()))
          .addName(string(pause.name()))
          .addCause(string(pause.cause()))
          .addStartNanos(pause.startNanos() - windowStartNanos)
          .addDurationNanos(pause.durationNanos())
          .addStoppingNanos(pause.stoppingNanos())
          .addGcNanos(pause.gcNanos());
    }
    return columns;
  }

  private Vitals.Builder vitals(Intervals intervals) {
    Vitals.Builder columns = Vitals.newBuilder();
    for (Intervals.Vital vital : intervals.vitals()) {
      columns
          .addName(string(vital.name()))
          .addLast(vital.last())
          .addMax(vital.max())
          .addCount(vital.count());
    }
    return columns;
  }

  private AgentEvents.Builder agentEvents(Intervals intervals) {
    AgentEvents.Builder columns =
        AgentEvents.newBuilder().setLeftOut(intervals.agentEventsLeftOut());
    for (Intervals.AgentEvent event : intervals.agentEvents()) {
      columns
          .addType(string(event.type()))
          .addStartNanos(event.startNanos() - windowStartNanos)
          .addDurationNanos(event.durationNanos())
          .addThread(string(event.thread()))
          .addNode(event.node())
          .addFields(event.attributes().size());
      for (Intervals.Attribute attribute : event.attributes()) {
        columns
            .addField(string(attribute.name()))
            .addNumber(attribute.number())
            .addText(string(attribute.text()));
      }
    }
    return columns;
  }

  private int string(String text) {
    Integer known = indices.putIfAbsent(text, strings.size());
    if (known != null) {
      return known;
    }
    strings.add(text);
    return strings.size() - 1;
  }
}
