package io.pitot.collector.ingest;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people may ask of daemons. */
public record DaemonRequests(Recordings recordings, LiveViews liveViews, Drills drills) {
  static DaemonRequests to(Function<String, @Nullable IngestSession> sessionOfNode) {
    return new DaemonRequests(
        new Recordings(sessionOfNode), new LiveViews(sessionOfNode), new Drills(sessionOfNode));
  }

  /** Nobody answers on this stream any more. */
  void ended(IngestSession session) {
    recordings.ended(session);
    liveViews.ended(session);
    drills.ended(session);
  }
}
