package io.pitot.cli.file;

import io.pitot.cli.file.RecordedJvms.Jvm;
import io.pitot.daemon.importing.ContentKind;
import io.pitot.daemon.importing.InputFile;
import io.pitot.daemon.importing.ProfileSource;
import io.pitot.daemon.importing.ReadProgress;
import io.pitot.daemon.importing.SourceReport;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import io.pitot.daemon.importing.ValueMeaning;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One of the files that are compared: first what it says of itself, then its stacks.
 *
 * @param jdk feature version; empty where the file does not say
 * @param jvms that a recording is of; empty where the file does not say
 * @param observedSeconds how long it was recorded; 0 where the file does not say
 * @param fromMillis when it begins, ms since the epoch; 0 where the file has no times
 */
public record ComparedFile(
    InputFile input,
    String jdk,
    Set<Jvm> jvms,
    double observedSeconds,
    long fromMillis,
    long toMillis) {
  private static final TargetIdentity NOBODY = new TargetIdentity("file", new TreeMap<>());
  private static final long WINDOW_MILLIS = 10_000;
  private static final int MOST_STRETCHES = 60;

  /**
   * What the file says of itself.
   *
   * @throws io.pitot.daemon.importing.InputException when nothing in it can be read
   */
  public static ComparedFile of(InputFile input) throws IOException {
    if (input.kind() != ContentKind.RECORDING) {
      return new ComparedFile(input, "", Set.of(), 0, 0, 0);
    }
    String jdk = ProfileSource.of(input, ValueMeaning.CPU_SAMPLES).facts().jdk().orElse("");
    RecordedJvms jvms = new RecordedJvms();
    Recording.read(input.content(), jvms.handlers());
    return new ComparedFile(
        input, jdk, jvms.jvms(), jvms.observedSeconds(), jvms.fromMillis(), jvms.toMillis());
  }

  /**
   * Its stacks of one type.
   *
   * @param damages what could not be read
   */
  record Content(ComparedFile file, Stretches stretches, List<FileDamage> damages) {
    /** In place of those that collapsed sums do not tell. */
    static final int ASSUMED_EVENTS = 1_000;

    /** Whether each line is one sum of nobody knows how many events. */
    boolean areEventsAssumed() {
      return file.input().kind() == ContentKind.COLLAPSED
          && stretches.sources().stream().anyMatch(source -> !source.unit().equals("samples"));
    }

    /** The events of the type by which it is compared: those of the source with the most. */
    long events() {
      return stretches.sources().isEmpty() ? 0 : stretches.sources().get(0).events();
    }

    /** Type and number of what there is. */
    String holds() {
      String types =
          stretches.countByType().entrySet().stream()
              .map(entry -> "%s (%d)".formatted(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(", "));
      String damaged = damages.isEmpty() ? "" : "; it is damaged: " + damages.get(0).what();
      return (types.isEmpty() ? "no profile" : types) + damaged;
    }
  }

  Content read(String type, StackTree tree, ReadProgress progress) throws IOException {
    Stretches stretches = new Stretches(type, tree, stretchMillis());
    ProfileSource source = ProfileSource.of(input, ValueMeaning.of(type));
    SourceReport report = source.read(NOBODY, timeMillis(source), stretches, progress);
    Map<String, Long> losses = stretches.losses();
    report.lost().forEach((reason, n) -> losses.merge(reason + " " + report.unit(), n, Long::sum));
    Content content = new Content(this, stretches, report.damages());
    if (content.areEventsAssumed()) {
      stretches.sources().forEach(only -> only.assume(Content.ASSUMED_EVENTS));
    }
    return content;
  }

  String name() {
    return input.name();
  }

  /** Whether it says on which JDK and by which event it was recorded. */
  boolean isRecording() {
    return input.kind() == ContentKind.RECORDING;
  }

  private long timeMillis(ProfileSource source) throws IOException {
    return isRecording() ? 0 : source.facts().startMillis().orElse(System.currentTimeMillis());
  }

  private long stretchMillis() {
    long windows = Math.max(0, toMillis - fromMillis) / WINDOW_MILLIS + 1;
    return WINDOW_MILLIS * ((windows + MOST_STRETCHES - 1) / MOST_STRETCHES);
  }
}
