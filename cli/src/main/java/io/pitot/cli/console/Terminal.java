package io.pitot.cli.console;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The streams of the command. Results go to {@link #out}; all else, to standard error: one-line
 * notes always, progress only where a person looks at it.
 */
public final class Terminal {
  /** Set by the script that starts us, which can see it; Java 17 cannot. */
  private static final String TERMINALS = "pitot.terminals";

  private final PrintStream out;
  private final PrintStream err;
  private final Set<String> terminals;
  private boolean progressShown;

  /** The streams of this process. */
  public Terminal() {
    this(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        Set.copyOf(List.of(System.getProperty(TERMINALS, "").split(","))));
  }

  /**
   * Other streams.
   *
   * @param terminals which of {@code in}, {@code out}, {@code err} a person sits at
   */
  public Terminal(PrintStream out, PrintStream err, Set<String> terminals) {
    this.out = out;
    this.err = err;
    this.terminals = terminals;
  }

  /** Standard output, in UTF-8 whatever the locale says, and fit for bytes. */
  public PrintStream out() {
    return out;
  }

  public boolean isOutTerminal() {
    return terminals.contains("out");
  }

  public boolean canAsk() {
    return terminals.contains("in") && terminals.contains("err");
  }

  /** A line that is part of the answer. */
  public void print(String line) {
    endProgress();
    out.println(line);
    out.flush();
  }

  /** A line beside the answer. */
  public void note(String line) {
    endProgress();
    err.println(line);
  }

  /** Replaces the last progress; nothing where nobody looks. */
  public void progress(String line) {
    if (terminals.contains("err")) {
      err.print("\r\033[K" + line);
      err.flush();
      progressShown = true;
    }
  }

  public void endProgress() {
    if (progressShown) {
      err.print("\r\033[K");
      err.flush();
      progressShown = false;
    }
  }

  /** Asks a question that only y or yes affirms. */
  public boolean confirm(String question) {
    endProgress();
    err.print(question + " [y/N] ");
    err.flush();
    try {
      String answer = readLine();
      return answer != null
          && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String readLine() throws IOException {
    return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
        .readLine();
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
