package io.pitot.daemon.importing;

import io.pitot.daemon.fold.FoldLimits;
import io.pitot.daemon.fold.WindowFold;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.importing.InputException.Fault;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.JfrFormatException;
import io.pitot.jfr.ReadReport;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JFR recording of one or more chunks. Its events keep their own times; what is damaged is gone
 * around and told.
 */
final class RecordingSource implements ProfileSource {
  /**
   * A chunk of a quiet JVM spans hours, and its stacks resolve only at its end: as many windows as
   * a day and a half has are open at once. They are small then, because the chunk is. Nor does the
   * file grow while it is read: a window may have more stacks than a daemon lets it.
   */
  private static final FoldLimits LIMITS =
      new FoldLimits(
          16_384, 100_000, FoldLimits.DEFAULT.maxFrameChars(), FoldLimits.DEFAULT.maxWindowBytes());

  private final InputFile file;

  RecordingSource(InputFile file) {
    this.file = file;
  }

  @Override
  public Facts facts() throws IOException {
    RecordedFacts facts = new RecordedFacts();
    requireReadable(read(facts.handlers()), facts);
    return facts.found();
  }

  @Override
  public SourceReport read(
      TargetIdentity target, long timeMillis, WindowSink sink, ReadProgress progress)
      throws IOException {
    WindowFold fold = new WindowFold(target, sink, LIMITS);
    // Behind the fold's own handler, which has resolved the chunk's stacks by then.
    fold.handlers()
        .onChunk(
            new ChunkHandler() {
              @Override
              public void flushed(ChunkHeader header, Constants constants) {
                fold.advanceTo(header.flushedNanos());
                progress.read(header.fileOffset() + header.sizeBytes(), file.sizeBytes());
              }
            });
    ReadReport report = read(fold.handlers());
    fold.finish();
    List<FileDamage> damages = new ArrayList<>();
    report
        .damages()
        .forEach(d -> damages.add(new FileDamage(d.offset(), file.named(d.what()), d.lostBytes())));
    if (!file.brokenOff().isEmpty()) {
      damages.add(new FileDamage(file.sizeBytes(), file.brokenOff(), 0));
    }
    return new SourceReport(
        "events", report.events(), Map.of(), report.chunks(), report.unfinishedChunks(), damages);
  }

  /** Without the layouts of one chunk at least, nothing in the file means anything. */
  private void requireReadable(ReadReport report, RecordedFacts facts) throws InputException {
    if (facts.found().startMillis().isEmpty()) {
      throw new InputException(
          Fault.UNREADABLE,
          report.damages().isEmpty()
              ? file.name() + " holds no events"
              : file.named(report.damages().get(0).what()) + ": nothing of it can be read");
    }
  }

  private ReadReport read(EventHandlers handlers) throws IOException {
    try {
      return Recording.read(file.content(), handlers);
    } catch (JfrFormatException e) {
      throw new InputException(Fault.UNREADABLE, file.named(e.getMessage()), e);
    }
  }
}
