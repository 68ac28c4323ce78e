package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.remote.CollectorClient;
import io.pitot.cli.remote.FirstWindow;
import io.pitot.cli.remote.Query;
import io.pitot.ui.SelfContainedPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * {@code pitot diff S BASE CANDIDATE}, and {@code pitot diff --files BASE CANDIDATE} without a
 * collector. The verdict is in the text; the exit code is 0.
 */
@Command(
    name = "diff",
    customSynopsis = {
      "pitot diff [--type=TYPE] [-o=FORMAT] [options] SERVICE BASE CANDIDATE",
      "       pitot diff [options] SERVICE --base-match=LABELS --candidate-match=LABELS",
      "       pitot diff --files [--type=TYPE] [-o=FORMAT] BASE CANDIDATE"
    },
    description = {
      "What got worse from one release of a service to another, or from files to files, and how"
          + " sure that is.",
      "Exit codes: 0 whatever the verdict ('pitot gate' tells it by its own), 2 wrong usage, 3 it"
          + " failed, 4 there is no such thing."
    })
final class DiffCommand implements Callable<Integer> {
  enum Format {
    text,
    json,
    html
  }

  private static final String USUAL = "cpu";

  /** What only a collector can be asked for. */
  private static final List<String> NOT_OF_FILES =
      List.of("--match", "--from", "--to", "--collector", "--wait");

  @Parameters(
      arity = "0..*",
      paramLabel = "SERVICE BASE CANDIDATE",
      hideParamSyntax = true,
      description = "The service, the release to compare with, and the release in question.")
  List<String> operands = List.of();

  @Option(
      names = "--files",
      description =
          "Compare files, without a collector: recordings, pprof profiles or collapsed stacks. Each"
              + " side is a file, several with commas between, or a folder.")
  boolean isOfFiles;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "cpu, alloc, gc_pause, lock, park, map_contention, map_resize; 'pitot types' lists them"
              + " (default: as text all that the service has, else cpu).")
  @Nullable String type;

  @Option(
      names = "--match",
      paramLabel = "LABELS",
      description = "Only instances with these labels, for example '{jdk=\"17\"}'.")
  @Nullable String match;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: text).")
  Format format = Format.text;

  @Mixin RangeOptions range = new RangeOptions();
  @Mixin SideOptions sides = new SideOptions();
  @Mixin WaitOption wait = new WaitOption();
  @Mixin CollectorOptions collector = new CollectorOptions();

  @Spec CommandSpec spec;

  private final Terminal terminal;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  DiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Failure {
    if (isOfFiles) {
      return ofFiles();
    }
    boolean isOfSelections = operands.size() == 1 && sides.tellApart();
    if (operands.size() != 3 && !isOfSelections) {
      throw usage(
          "expected SERVICE BASE CANDIDATE, SERVICE and what tells two sides apart"
              + " (--base-match, --candidate-from, ...), or --files BASE CANDIDATE");
    }
    CollectorClient client = collector.client();
    new FirstWindow(client, terminal)
        .await(operands.get(0), operands.subList(1, operands.size()), wait.duration());
    switch (format) {
      case text -> printTexts(client);
      case json -> terminal.print(client.getText(query(USUAL)));
      case html -> terminal.print(client.getText(query(USUAL).with("format", "html")));
    }
    return ExitCode.OK;
  }

  /** One type after the other. */
  private void printTexts(CollectorClient client) throws Failure {
    List<String> types = new ArrayList<>();
    if (type == null) {
      Query all = range.in(Query.of("/api/v1/services/%s/types", operands.get(0)));
      client.get(all).path("compared").forEach(one -> types.add(one.asString("")));
    }
    for (String one : types.isEmpty() ? List.of(USUAL) : types) {
      if (types.indexOf(one) > 0) {
        terminal.print("");
      }
      DiffText.lines(client.get(query(one))).forEach(terminal::print);
    }
  }

  private int ofFiles() throws Failure {
    ParseResult given = spec.commandLine().getParseResult();
    for (String option : NOT_OF_FILES) {
      if (given.hasMatchedOption(option)) {
        throw usage(option + " is about a collector's data, not about files");
      }
    }
    if (sides.tellApart()) {
      throw usage("labels and times are about a collector's data, not about files");
    }
    if (operands.size() != 2) {
      throw usage("expected two sides, each a file, files with commas between, or a folder");
    }
    JsonNode diff =
        new FileDiff(terminal)
            .run(operands.get(0), operands.get(1), type == null ? USUAL : type, type != null);
    switch (format) {
      case text -> DiffText.lines(diff).forEach(terminal::print);
      case json -> terminal.print(diff.toString());
      case html -> terminal.print(SelfContainedPage.of(diff.toString()));
    }
    return ExitCode.OK;
  }

  private ParameterException usage(String problem) {
    return new ParameterException(spec.commandLine(), "%s; got %s".formatted(problem, operands));
  }

  /**
   * The question.
   *
   * @param otherwise the type where none is asked for
   */
  private Query query(String otherwise) {
    Query query =
        Query.of("/api/v1/diff")
            .with("service", operands.get(0))
            .with("type", type == null ? otherwise : type)
            .with("match", match);
    if (operands.size() == 3) {
      query = query.with("base", operands.get(1)).with("candidate", operands.get(2));
    }
    return sides.in(range.in(query));
  }
}
