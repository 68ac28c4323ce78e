package io.pitot.cli;

import io.pitot.cli.console.Terminal;
import io.pitot.daemon.importing.ReadProgress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How far a file was read, some times a second, where a person looks. */
final class FileProgress implements ReadProgress {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Terminal terminal;
  private final String what;
  private final LongSupplier nanoTime;
  private long shownNanos;

  /**
   * @param what is done with which file, such as {@code reading app.jfr}
   */
  FileProgress(Terminal terminal, String what) {
    this(terminal, what, System::nanoTime);
  }

  FileProgress(Terminal terminal, String what, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.what = what;
    this.nanoTime = nanoTime;
    this.shownNanos = nanoTime.getAsLong();
    terminal.progress(what);
  }

  @Override
  public void read(long doneBytes, long ofBytes) {
    long now = nanoTime.getAsLong();
    if (now - shownNanos < INTERVAL_NANOS) {
      return;
    }
    shownNanos = now;
    String done = Words.amount(doneBytes, "bytes");
    terminal.progress(
        ofBytes <= 0
            ? "%s: %s".formatted(what, done)
            : "%s: %d %%, %s of %s"
                .formatted(
                    what,
                    Math.min(100, Math.round(100.0 * doneBytes / ofBytes)),
                    done,
                    Words.amount(ofBytes, "bytes")));
  }
}
