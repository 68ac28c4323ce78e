package io.pitot.daemon.importing;

import io.pitot.daemon.fold.FoldLimits;
import io.pitot.daemon.fold.ProfileFold;
import io.pitot.daemon.fold.ProfileFold.Kind;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.importing.InputException.Fault;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lines of {@code root;...;leaf VALUE}, as flame graph tools exchange them. A line that is none is
 * left out and told.
 */
final class CollapsedSource implements ProfileSource {
  private static final String SOURCE = "collapsed";
  private static final int MAX_TOLD = 20;

  private final InputFile file;
  private final ValueMeaning meaning;

  CollapsedSource(InputFile file, ValueMeaning meaning) {
    this.file = file;
    this.meaning = meaning;
  }

  @Override
  public Facts facts() {
    return new Facts(file.modifiedMillis(), Optional.empty());
  }

  @Override
  public SourceReport read(
      TargetIdentity target, long timeMillis, WindowSink sink, ReadProgress progress)
      throws IOException {
    ProfileFold fold = new ProfileFold(target, timeMillis, sink, FoldLimits.DEFAULT);
    Reading reading = new Reading(fold);
    try (InputStream in = Files.newInputStream(file.content())) {
      CollapsedLines lines = new CollapsedLines(in);
      while (lines.next()) {
        reading.line(lines);
        progress.read(lines.offset(), file.sizeBytes());
      }
    }
    if (reading.kept == 0) {
      throw new InputException(
          Fault.UNREADABLE,
          "%s holds no collapsed stack: %s"
              .formatted(
                  file.name(),
                  reading.damages.isEmpty()
                      ? "expected lines like 'root;leaf 12'"
                      : reading.damages.get(0).what()));
    }
    fold.finish();
    if (!file.brokenOff().isEmpty()) {
      reading.damages.add(new FileDamage(file.sizeBytes(), file.brokenOff(), 0));
    }
    return new SourceReport("lines", reading.lines, reading.lost, 0, 0, reading.damages);
  }

  private final class Reading {
    private final ProfileFold fold;
    private final Kind kind = meaning.kind(SOURCE);
    private final Map<String, Long> lost = new TreeMap<>();
    private final List<FileDamage> damages = new ArrayList<>();
    private long lines;
    private long kept;

    private Reading(ProfileFold fold) {
      this.fold = fold;
    }

    private void line(CollapsedLines at) {
      if (at.isBlank()) {
        return;
      }
      lines++;
      String problem = at.problem();
      if (problem.isEmpty()) {
        List<String> frames = Arrays.asList(at.stack().split(";", -1));
        fold.add(kind, frames, meaning.isCount() ? at.value() : 1, at.value());
        kept++;
      } else {
        lost.merge(problem, 1L, Long::sum);
        // A stack that never ran is no damage.
        if (!problem.equals(CollapsedLines.ZERO) && damages.size() < MAX_TOLD) {
          damages.add(
              new FileDamage(
                  at.lineOffset(),
                  "%s, line %d: %s in '%s', expected 'root;leaf 12'"
                      .formatted(file.name(), at.number(), problem.replace('_', ' '), at.shown()),
                  at.offset() - at.lineOffset()));
        }
      }
    }
  }
}
