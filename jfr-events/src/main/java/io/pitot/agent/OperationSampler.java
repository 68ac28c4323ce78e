package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Sink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the operations of maps that contended counted, and some of them timed: of one map at a time,
 * each in turn, a quarter of the time. What a map did in its turns stands for the whole window.
 */
final class OperationSampler {
  /** In ticks: one with, three without. */
  private static final int PERIOD = 4;

  private List<MapRecord> contended = List.of();
  private @Nullable MapRecord sampled;
  private long sinceNanos;
  private int countBefore;
  private int tick;
  private int turn;

  /** The maps that have their turns from now on. */
  void contended(List<MapRecord> records) {
    contended = records;
  }

  /** Ends one turn, and begins the next when it is time. */
  void tick() {
    end();
    if (++tick % PERIOD == 0 && !contended.isEmpty()) {
      MapRecord next = contended.get(Math.floorMod(++turn, contended.size()));
      Object map = next.map.get();
      if (map != null) {
        sampled = next;
        sinceNanos = System.nanoTime();
        countBefore = Probe.countedOperations();
        Sink.sampled = map;
      }
    }
  }

  void end() {
    Sink.sampled = null;
    MapRecord record = sampled;
    if (record != null) {
      sampled = null;
      int count = Probe.countedOperations() - countBefore;
      record.heat().counted(count, System.nanoTime() - sinceNanos);
    }
  }
}
