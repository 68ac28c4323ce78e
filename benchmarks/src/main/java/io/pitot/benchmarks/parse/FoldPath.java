package io.pitot.benchmarks.parse;

import io.pitot.daemon.fold.WindowFold;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;

/** The daemon's whole way from the bytes to the rows of windows, without the wire. */
final class FoldPath {
  private FoldPath() {}

  /** Returns how many events are in the rows. */
  static long fold(Path recording) throws IOException {
    long[] events = new long[1];
    WindowFold fold =
        new WindowFold(
            new TargetIdentity("benchmark", new TreeMap<>()),
            window ->
                window.rows().forEach(rows -> events[0] += Arrays.stream(rows.count()).sum()));
    fold.handlers()
        .onChunk(
            new ChunkHandler() {
              @Override
              public void flushed(ChunkHeader header, Constants constants) {
                fold.advanceTo(header.flushedNanos());
              }
            });
    Recording.read(recording, fold.handlers());
    fold.finish();
    return events[0];
  }
}
