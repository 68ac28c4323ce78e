package io.pitot.cli.file;

import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which JVMs a recording is of, and how long it recorded them. */
final class RecordedJvms implements EventHandler, ChunkHandler {
  private final SortedSet<Jvm> jvms = new TreeSet<>();
  private @Nullable Field pid;
  private @Nullable Field start;
  private long observedNanos;
  private long fromMillis = Long.MAX_VALUE;
  private long toMillis;

  /**
   * A JVM of one machine.
   *
   * @param startMillis ms since the epoch
   */
  record Jvm(long startMillis, long pid) implements Comparable<Jvm> {
    @Override
    public int compareTo(Jvm other) {
      int byStart = Long.compare(startMillis, other.startMillis);
      return byStart != 0 ? byStart : Long.compare(pid, other.pid);
    }
  }

  EventHandlers handlers() {
    return new EventHandlers().on("jdk.JVMInformation", this).onChunk(this);
  }

  @Override
  public void layout(EventType type) {
    pid = type.field("pid");
    start = type.field("jvmStartTime");
  }

  @Override
  public void event(Event event) {
    if (pid != null && start != null) {
      jvms.add(new Jvm(event.longValue(start), event.longValue(pid)));
    }
  }

  @Override
  public void flushed(ChunkHeader header, Constants constants) {
    observedNanos += header.durationNanos();
    fromMillis = Math.min(fromMillis, header.startNanos() / 1_000_000);
    toMillis = Math.max(toMillis, header.flushedNanos() / 1_000_000);
  }

  SortedSet<Jvm> jvms() {
    return jvms;
  }

  double observedSeconds() {
    return observedNanos / 1e9;
  }

  long fromMillis() {
    return fromMillis;
  }

  /** Before {@link #fromMillis} when no chunk could be read. */
  long toMillis() {
    return toMillis;
  }
}
