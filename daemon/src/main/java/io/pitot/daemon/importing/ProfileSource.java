package io.pitot.daemon.importing;

import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.util.Optional;

/** What a file holds, as windows. The same file makes the same windows, part by part. */
public sealed interface ProfileSource permits RecordingSource, CollapsedSource, PprofSource {
  /**
   * Looks at the file's own time and JDK; what is not a profile at all is noticed here.
   *
   * @throws InputException when nothing in the file can be read
   */
  Facts facts() throws IOException;

  /**
   * Reads the file from begin to end.
   *
   * @param timeMillis the window of what has no times of its own
   * @throws InputException when nothing in the file can be read
   */
  SourceReport read(TargetIdentity target, long timeMillis, WindowSink sink, ReadProgress progress)
      throws IOException;

  /**
   * What a file says of itself.
   *
   * @param startMillis when the profile began, ms since the epoch
   * @param jdk feature version of the JVM, such as {@code 17}
   */
  record Facts(Optional<Long> startMillis, Optional<String> jdk) {}

  /**
   * The source for the file's kind.
   *
   * @param collapsed what the numbers of collapsed stacks count, which these do not say
   */
  static ProfileSource of(InputFile file, ValueMeaning collapsed) {
    return switch (file.kind()) {
      case RECORDING -> new RecordingSource(file);
      case COLLAPSED -> new CollapsedSource(file, collapsed);
      case PPROF -> new PprofSource(file);
    };
  }
}
