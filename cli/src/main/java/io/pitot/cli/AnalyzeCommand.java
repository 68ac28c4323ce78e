package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.file.MissionControlRules;
import io.pitot.cli.file.RuleFinding;
import io.pitot.cli.file.SoundChunks;
import io.pitot.cli.local.WorkDirectory;
import io.pitot.daemon.importing.ContentKind;
import io.pitot.daemon.importing.InputException;
import io.pitot.daemon.importing.InputFile;
import io.pitot.daemon.importing.InputLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pitot analyze FILE}. */
@Command(
    name = "analyze",
    description = "What the rules of JDK Mission Control find in a recording, the worst first.")
final class AnalyzeCommand implements Callable<Integer> {
  private static final int MAX_DAMAGES = 5;

  @Parameters(
      paramLabel = "FILE",
      description = "A JFR recording, plain or gzipped; - is standard input.")
  String name = "";

  @Option(
      names = "--all",
      description = "Also what is in order and what could not be told from this recording.")
  boolean all;

  @Mixin ListFormat output = new ListFormat();

  private final Terminal terminal;

  AnalyzeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure, InterruptedException {
    try (WorkDirectory scratch = WorkDirectory.open(null);
        InputFile file = open(scratch.folder("input"))) {
      if (file.kind() != ContentKind.RECORDING) {
        throw new Failure(
            ExitCode.FAILED,
            "%s holds %s: rules need a JFR recording".formatted(name, file.kind().words()));
      }
      List<RuleFinding> findings = evaluate(file, scratch.folder("sound"));
      if (output.isJson()) {
        terminal.print(RuleReport.json(name, findings, all));
      } else {
        RuleReport.lines(findings, all).forEach(terminal::print);
      }
      return ExitCode.OK;
    } catch (InputException e) {
      throw InputFailures.of(e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot read %s: %s".formatted(name, Reasons.of(e)), e);
    }
  }

  private InputFile open(Path scratch) throws IOException {
    FileProgress progress = new FileProgress(terminal, "reading " + name);
    return name.equals("-")
        ? InputFile.ofStream(System.in, scratch, InputLimits.DEFAULT, progress)
        : InputFile.open(Path.of(name), scratch, InputLimits.DEFAULT, progress);
  }

  private List<RuleFinding> evaluate(InputFile file, Path scratch)
      throws Failure, InterruptedException {
    long wantedBytes = file.sizeBytes() * MissionControlRules.HEAP_PER_BYTE;
    long heapBytes = Runtime.getRuntime().maxMemory();
    if (wantedBytes > heapBytes) {
      throw new Failure(
          ExitCode.FAILED,
          "Mission Control holds a recording in memory: %s takes about %s and there are %s;"
                  .formatted(
                      name, Words.amount(wantedBytes, "bytes"), Words.amount(heapBytes, "bytes"))
              + remedy(wantedBytes));
    }
    if (!file.brokenOff().isEmpty()) {
      terminal.note("damaged: " + file.brokenOff());
    }
    try {
      terminal.progress("loading %s (%s)".formatted(name, Words.amount(file.sizeBytes(), "bytes")));
      SoundChunks sound = SoundChunks.of(file, scratch);
      tell(sound);
      MissionControlRules.Evaluation rules = MissionControlRules.load(sound.content());
      int count = rules.rules();
      List<RuleFinding> findings =
          rules.run(done -> terminal.progress("rule %d of %d".formatted(done, count)));
      terminal.endProgress();
      return findings;
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "Mission Control cannot read %s (%s); 'pitot flame --file' shows what can be read of it"
              .formatted(name, e.getMessage()),
          e);
    } catch (OutOfMemoryError e) {
      throw new Failure(
          ExitCode.FAILED,
          "%s is too large for %s of memory:".formatted(name, Words.amount(heapBytes, "bytes"))
              + remedy(wantedBytes),
          e);
    }
  }

  private void tell(SoundChunks sound) throws IOException {
    List<String> damages = sound.damages();
    if (sound.chunks() == 0) {
      throw new IOException(damages.isEmpty() ? "it has no chunk" : damages.get(0));
    }
    damages.stream().limit(MAX_DAMAGES).forEach(damage -> terminal.note("damaged: " + damage));
    if (!damages.isEmpty()) {
      terminal.note("the rules see the %d chunks that are whole".formatted(sound.chunks()));
    }
  }

  private static String remedy(long wantedBytes) {
    return " set PITOT_JAVA_OPTIONS=-Xmx%dm where the machine has it; pitot flame --file needs no such memory"
        .formatted((wantedBytes >> 20) * 5 / 4 + 64);
  }
}
