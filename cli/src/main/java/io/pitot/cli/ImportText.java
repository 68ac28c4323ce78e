package io.pitot.cli;

import io.pitot.daemon.importing.ContentKind;
import io.pitot.daemon.importing.ImportedFile;
import io.pitot.daemon.importing.KeptType;
import io.pitot.daemon.importing.SourceReport;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What became of imported files, for a person. */
final class ImportText {
  private static final int MAX_DAMAGES = 5;

  private ImportText() {}

  static List<String> lines(ImportedFile file) {
    List<String> lines = new ArrayList<>();
    lines.add("%s: %s".formatted(file.name(), head(file)));
    lines.add("  " + counts(file));
    file.kept().losses().forEach((what, count) -> lines.add("  " + loss(what, count)));
    damages(file.read().damages(), lines);
    if (file.movedMillis() != 0) {
      Duration moved = Duration.ofMillis(file.movedMillis());
      lines.add(
          "  moved %s in time by %s"
              .formatted(moved.isNegative() ? "back" : "forward", span(moved.abs())));
    }
    lines.add("  " + windows(file));
    for (ImportedFile.Refusal refusal : file.refusals()) {
      lines.add(
          "  not stored: %s windows (%s: %s)%s"
              .formatted(
                  number(refusal.windows()),
                  refusal.reason(),
                  refusal.explanation(),
                  advice(refusal)));
    }
    return lines;
  }

  /** The command that shows it: what was imported is often older than what commands look at. */
  static Optional<String> whereToLook(String service, String release, List<ImportedFile> files) {
    List<ImportedFile> stored = files.stream().filter(f -> f.acknowledgedWindows() > 0).toList();
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    long from = stored.stream().mapToLong(f -> f.kept().fromMillis()).min().orElse(0);
    long to = stored.stream().mapToLong(f -> f.kept().toMillis()).max().orElse(0);
    List<String> types =
        stored.stream()
            .flatMap(f -> f.kept().types().stream())
            .map(KeptType::type)
            .distinct()
            .toList();
    String type = types.isEmpty() || types.contains("cpu") ? "" : " --type " + types.get(0);
    return Optional.of(
        "see it with: pitot flame %s --release %s%s --from %s --to %s"
            .formatted(quoted(service), quoted(release), type, time(from), time(to)));
  }

  private static String head(ImportedFile file) {
    SourceReport read = file.read();
    StringBuilder head = new StringBuilder(file.kind().words());
    head.append(", ").append(Words.amount(file.sizeBytes(), "bytes"));
    if (file.kind() == ContentKind.RECORDING) {
      head.append(", ").append(read.chunks()).append(read.chunks() == 1 ? " chunk" : " chunks");
      if (read.unfinishedChunks() > 0) {
        head.append(" (").append(read.unfinishedChunks()).append(" unfinished)");
      }
      head.append(", JDK ").append(file.target().labels().get("jdk"));
    }
    return head.append(", instance ").append(file.target().labels().get("instance")).toString();
  }

  private static String counts(ImportedFile file) {
    SourceReport read = file.read();
    long kept = file.keptOfRead();
    String types = types(file.kept().types());
    if (file.kind() == ContentKind.RECORDING) {
      return "%s events read, %s kept%s, %s of types that make no profile"
          .formatted(
              number(read.read()),
              number(kept),
              types.isEmpty() ? "" : " (" + types + ")",
              number(read.read() - kept));
    }
    long lost = read.lost().values().stream().mapToLong(Long::longValue).sum();
    String why =
        read.lost().entrySet().stream()
            .map(
                entry ->
                    "%s %s".formatted(number(entry.getValue()), entry.getKey().replace('_', ' ')))
            .collect(Collectors.joining(", "));
    return "%s %s read, %s kept (%s), %s left out%s"
        .formatted(
            number(read.read()),
            read.unit(),
            number(kept),
            types,
            number(lost),
            why.isEmpty() ? "" : " (" + why + ")");
  }

  /** With the events that they came from, where one type came from several. */
  private static String types(List<KeptType> all) {
    Map<String, Long> sources =
        all.stream().collect(Collectors.groupingBy(KeptType::type, Collectors.counting()));
    return all.stream()
        .map(
            type ->
                type.type()
                    + (sources.getOrDefault(type.type(), 0L) > 1 ? " of " + type.source() : "")
                    + " "
                    + number(type.count()))
        .collect(Collectors.joining(", "));
  }

  /** Of what is lost, the events themselves or only their stacks. */
  private static String loss(String reasonAndUnit, long count) {
    String reason = reasonAndUnit.substring(0, reasonAndUnit.indexOf(' '));
    String unit = reasonAndUnit.substring(reason.length() + 1);
    return switch (reason) {
      case "stack_limit" ->
          "kept without their stacks, of which a window has too many: %s %s"
              .formatted(number(count), unit);
      case "unresolved_stack" ->
          "kept without their stacks, which the recording does not hold: %s %s"
              .formatted(number(count), unit);
      default -> "missing by its own account (%s): %s %s".formatted(reason, number(count), unit);
    };
  }

  private static void damages(List<FileDamage> damages, List<String> lines) {
    for (FileDamage damage : damages.subList(0, Math.min(MAX_DAMAGES, damages.size()))) {
      lines.add(
          "  damaged: %s%s"
              .formatted(
                  damage.what(),
                  damage.lostBytes() > 0
                      ? "; " + Words.amount(damage.lostBytes(), "bytes") + " were not read"
                      : ""));
    }
    if (damages.size() > MAX_DAMAGES) {
      lines.add("  damaged: %d more places".formatted(damages.size() - MAX_DAMAGES));
    }
  }

  private static String windows(ImportedFile file) {
    ImportedFile.Kept kept = file.kept();
    if (kept.windows() == 0) {
      return "nothing to send: it holds nothing that makes a profile";
    }
    return "%s %s sent, %s acknowledged: %s to %s"
        .formatted(
            number(kept.windows()),
            kept.windows() == 1 ? "window" : "windows",
            number(file.acknowledgedWindows()),
            time(kept.fromMillis()),
            time(kept.toMillis()));
  }

  private static String advice(ImportedFile.Refusal refusal) {
    return refusal.explanation().contains("older than")
        ? ". Import it as of today with --at now-1h, or start the collector with a longer --retention"
        : "";
  }

  private static String span(Duration span) {
    return span.compareTo(Duration.ofDays(2)) >= 0
        ? "%d d %d h".formatted(span.toDays(), span.toHoursPart())
        : "%d h %d min %d s".formatted(span.toHours(), span.toMinutesPart(), span.toSecondsPart());
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9._:/@+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
