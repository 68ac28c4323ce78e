package io.pitot.cli;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import io.pitot.cli.console.Terminal;
import io.pitot.cli.file.ComparedFile;
import io.pitot.cli.file.FileComparison;
import io.pitot.cli.file.NoSuchProfileException;
import io.pitot.cli.local.WorkDirectory;
import io.pitot.collector.http.DiffDocument;
import io.pitot.daemon.importing.InputException;
import io.pitot.daemon.importing.InputFile;
import io.pitot.daemon.importing.InputLimits;
import io.pitot.daemon.importing.ReadProgress;
import io.pitot.jfr.JfrFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares the files of {@code pitot diff --files}, and tells what is wrong with them. */
final class FileDiff {
  private static final String STDIN = "-";
  private static final int MAX_NODES = 50_000;
  private static final int MAX_FILES = 400;
  private static final int MAX_DAMAGES = 5;

  private final Terminal terminal;
  private final List<InputFile> open = new ArrayList<>();

  FileDiff(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * The answer in the form of the API, with {@code files} added.
   *
   * @param base a file, several with commas between, or a folder
   * @param isTypeAsked whether a person named the type
   */
  JsonNode run(String base, String candidate, String type, boolean isTypeAsked) throws Failure {
    List<String> baseNames = names(base);
    List<String> candidateNames = names(candidate);
    if (baseNames.size() + candidateNames.size() > MAX_FILES) {
      throw new Failure(
          ExitCode.USAGE,
          "%d files: at most %d are compared at once"
              .formatted(baseNames.size() + candidateNames.size(), MAX_FILES));
    }
    try (WorkDirectory scratch = WorkDirectory.open(null)) {
      return compare(baseNames, candidateNames, scratch.folder("input"), type, isTypeAsked);
    } catch (InputException e) {
      throw InputFailures.of(e);
    } catch (NoSuchProfileException e) {
      throw new Failure(ExitCode.UNKNOWN, String.valueOf(e.getMessage()), e);
    } catch (JfrFormatException e) {
      throw new Failure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Failure(ExitCode.FAILED, "cannot read the files: " + Reasons.of(e), e);
    }
  }

  private JsonNode compare(
      List<String> base, List<String> candidate, Path scratch, String type, boolean isTypeAsked)
      throws IOException, NoSuchProfileException, Failure {
    try {
      List<ComparedFile> baseFiles = opened(base, scratch);
      List<ComparedFile> candidateFiles = opened(candidate, scratch);
      requireDifferent(open);
      FileComparison.Result result =
          new FileComparison(
                  baseFiles, candidateFiles, file -> progress("reading", file.input().name()))
              .run(type, isTypeAsked);
      if (!result.answer().type().name().equals(type)) {
        terminal.note(
            "there is no %s in them: this is their %s"
                .formatted(type, result.answer().type().name()));
      }
      result.contents().forEach(this::tell);
      return document(result);
    } finally {
      for (InputFile file : open) {
        file.close();
      }
    }
  }

  /** A file whose name has a comma is taken by this name. */
  private static List<String> names(String side) throws Failure {
    if (side.equals(STDIN) || Files.isRegularFile(Path.of(side))) {
      return List.of(side);
    }
    if (Files.isDirectory(Path.of(side))) {
      return filesIn(Path.of(side));
    }
    List<String> names =
        Arrays.stream(side.split(",", -1)).map(String::strip).filter(n -> !n.isEmpty()).toList();
    if (names.isEmpty()) {
      throw new Failure(ExitCode.USAGE, "a side is empty: name a file, files or a folder");
    }
    return names;
  }

  private static List<String> filesIn(Path folder) throws Failure {
    try (Stream<Path> content = Files.list(folder)) {
      List<String> names =
          content
              .filter(Files::isRegularFile)
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .map(Path::toString)
              .sorted()
              .toList();
      if (names.isEmpty()) {
        throw new Failure(ExitCode.UNKNOWN, "there is no file in the folder " + folder);
      }
      return names;
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED, "cannot list the folder %s: %s".formatted(folder, Reasons.of(e)), e);
    }
  }

  private List<ComparedFile> opened(List<String> names, Path scratch) throws IOException {
    List<ComparedFile> files = new ArrayList<>();
    for (String name : names) {
      ReadProgress progress = progress("reading", name);
      InputFile file =
          name.equals(STDIN)
              ? InputFile.ofStream(System.in, scratch, InputLimits.DEFAULT, progress)
              : InputFile.open(Path.of(name), scratch, InputLimits.DEFAULT, progress);
      open.add(file);
      files.add(ComparedFile.of(file));
    }
    return files;
  }

  /** By content: the same recording once more is no further JVM. */
  private void requireDifferent(List<InputFile> files) throws IOException, Failure {
    Map<Long, List<InputFile>> bySize = new HashMap<>();
    for (InputFile file : files) {
      for (InputFile other : bySize.computeIfAbsent(file.sizeBytes(), s -> new ArrayList<>())) {
        ReadProgress progress = progress("comparing", file.name());
        if (Arrays.equals(file.digest(progress), other.digest(progress))) {
          throw new Failure(
              ExitCode.USAGE,
              "%s and %s have the same content: name two different files"
                  .formatted(other.name(), file.name()));
        }
      }
      bySize.getOrDefault(file.sizeBytes(), List.of()).add(file);
    }
  }

  private ReadProgress progress(String what, String name) {
    return new FileProgress(terminal, what + " " + name);
  }

  private void tell(FileComparison.FileTold file) {
    file.missing().forEach(what -> terminal.note("missing: %s: %s".formatted(file.name(), what)));
    file.damages().stream().limit(MAX_DAMAGES).forEach(what -> terminal.note("damaged: " + what));
    if (file.damages().size() > MAX_DAMAGES) {
      terminal.note(
          "damaged: %s: %d more places"
              .formatted(file.name(), file.damages().size() - MAX_DAMAGES));
    }
  }

  private static JsonNode document(FileComparison.Result result) {
    ObjectNode diff =
        new JsonMapper()
            .readValue(
                DiffDocument.json(result.answer(), result.base(), result.candidate(), MAX_NODES),
                ObjectNode.class);
    ArrayNode files = diff.putArray("files");
    for (FileComparison.FileTold file : result.contents()) {
      ObjectNode told =
          files
              .addObject()
              .put("side", file.side())
              .put("name", file.name())
              .put("kind", file.kind())
              .put("jdk", file.jdk())
              .put("seconds", file.seconds())
              .put("events", file.events());
      file.damages().forEach(told.putArray("damages")::add);
      file.missing().forEach(told.putArray("missing")::add);
    }
    return diff;
  }
}
