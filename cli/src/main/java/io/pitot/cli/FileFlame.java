package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.file.FileProfile;
import io.pitot.cli.file.FileProfiles;
import io.pitot.cli.file.NoSuchProfileException;
import io.pitot.cli.local.WorkDirectory;
import io.pitot.collector.tree.Value;
import io.pitot.daemon.importing.InputException;
import io.pitot.daemon.importing.InputFile;
import io.pitot.daemon.importing.InputLimits;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import io.pitot.jfr.JfrFormatException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the profile of a file for {@code pitot flame --file}, and tells what is wrong with it. */
final class FileFlame {
  private static final String STDIN = "-";
  private static final int MAX_DAMAGES = 5;

  private final Terminal terminal;
  private final String name;

  FileFlame(Terminal terminal, String name) {
    this.terminal = terminal;
    this.name = name;
  }

  static Value value(String text) throws Failure {
    return switch (text) {
      case "count" -> Value.COUNT;
      case "sum" -> Value.SUM;
      default ->
          throw new Failure(
              ExitCode.USAGE, "--value is '%s': expected count or sum".formatted(text));
    };
  }

  /** What stands above the graph. */
  static String title(String name) {
    Path last = Path.of(name).getFileName();
    return name.equals(STDIN) || last == null ? "standard input" : last.toString();
  }

  /**
   * The profile.
   *
   * @param event null for the profile type
   * @param isTypeAsked whether a person named the type
   */
  FileProfile read(@Nullable String event, String type, boolean isTypeAsked) throws Failure {
    try (WorkDirectory scratch = WorkDirectory.open(null);
        InputFile file = open(scratch.folder("input"))) {
      FileProfiles profiles = new FileProfiles(file, new FileProgress(terminal, "reading " + name));
      FileProfile profile =
          event == null ? profiles.ofType(type, isTypeAsked) : profiles.ofEvent(event);
      if (event == null && !profile.type().equals(type)) {
        terminal.note("there is no %s in it: this is its %s".formatted(type, profile.type()));
      }
      tell(profile);
      return profile;
    } catch (InputException e) {
      throw InputFailures.of(e);
    } catch (NoSuchProfileException e) {
      throw new Failure(ExitCode.UNKNOWN, String.valueOf(e.getMessage()), e);
    } catch (JfrFormatException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot read %s: %s".formatted(name, Reasons.of(e)), e);
    }
  }

  private InputFile open(Path scratch) throws IOException {
    FileProgress progress = new FileProgress(terminal, "reading " + name);
    return name.equals(STDIN)
        ? InputFile.ofStream(System.in, scratch, InputLimits.DEFAULT, progress)
        : InputFile.open(Path.of(name), scratch, InputLimits.DEFAULT, progress);
  }

  private void tell(FileProfile profile) {
    profile.notes().forEach(terminal::note);
    profile
        .losses()
        .forEach((what, count) -> terminal.note("missing: %d %s".formatted(count, words(what))));
    int told = 0;
    for (FileDamage damage : profile.damages()) {
      if (told++ < MAX_DAMAGES) {
        terminal.note("damaged: " + damage.what());
      }
    }
    if (told > MAX_DAMAGES) {
      terminal.note("damaged: %d more places".formatted(told - MAX_DAMAGES));
    }
  }

  /** Reason and unit, as notes put them. */
  private static String words(String reasonAndUnit) {
    int blank = reasonAndUnit.indexOf(' ');
    return reasonAndUnit.substring(blank + 1) + ", " + reasonAndUnit.substring(0, blank);
  }
}
