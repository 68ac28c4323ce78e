package io.pitot.cli.file;

import io.pitot.cli.file.TypeTree.Sum;
import io.pitot.daemon.importing.ContentKind;
import io.pitot.daemon.importing.InputFile;
import io.pitot.daemon.importing.ProfileSource;
import io.pitot.daemon.importing.ReadProgress;
import io.pitot.daemon.importing.SourceReport;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import io.pitot.daemon.importing.ValueMeaning;
import io.pitot.daemon.target.TargetIdentity;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Constants;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.ReadReport;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads one profile out of a file. What is damaged is gone around and told. */
public final class FileProfiles {
  private static final TargetIdentity NOBODY = new TargetIdentity("file", new TreeMap<>());

  private final InputFile file;
  private final ReadProgress progress;

  public FileProfiles(InputFile file, ReadProgress progress) {
    this.file = file;
    this.progress = progress;
  }

  /**
   * A profile type, as the collector would make it of the same file: with the class below the stack
   * where the type has one.
   *
   * @param isAsked whether a person named the type; else a file of one other type gives that
   */
  public FileProfile ofType(String type, boolean isAsked)
      throws IOException, NoSuchProfileException {
    TypeTree tree = new TypeTree(type);
    SourceReport report = read(tree, type);
    Map<String, Long> others = tree.countByType();
    if (tree.sums().isEmpty() && !isAsked && others.size() == 1) {
      return ofType(others.keySet().iterator().next(), true);
    }
    if (tree.sums().isEmpty()) {
      throw new NoSuchProfileException(
          "%s has no %s: it holds %s%s"
              .formatted(file.name(), type, holds(others), damaged(report.damages())));
    }
    Sum most = tree.sums().get(0);
    List<String> notes = new ArrayList<>();
    for (Sum left : tree.sums().subList(1, tree.sums().size())) {
      notes.add(
          "left out: %d events of %s, which are never added to those of %s"
              .formatted(left.count(), left.source(), most.source()));
    }
    Map<String, Long> losses = new TreeMap<>(tree.losses());
    report.lost().forEach((reason, count) -> losses.put(reason + " " + report.unit(), count));
    return new FileProfile(
        type,
        most.source(),
        most.unit(),
        most.tree().build(),
        tree.kinds(most),
        tree.windows(),
        tree.fromMillis(),
        tree.toMillis(),
        losses,
        report.damages(),
        notes);
  }

  /** All events of one type of a recording, by their stacks as recorded. */
  public FileProfile ofEvent(String event) throws IOException, NoSuchProfileException {
    if (file.kind() != ContentKind.RECORDING) {
      throw new NoSuchProfileException(
          "%s holds %s and no events: leave --event out, or choose a --type"
              .formatted(file.name(), file.kind().words()));
    }
    EventTree tree = new EventTree();
    ReadReport report =
        read(new EventHandlers().on(event, tree).onChunk(tree).onChunk(new Progress()));
    List<FileDamage> damages = new ArrayList<>();
    report
        .damages()
        .forEach(d -> damages.add(new FileDamage(d.offset(), file.named(d.what()), d.lostBytes())));
    if (!file.brokenOff().isEmpty()) {
      damages.add(new FileDamage(file.sizeBytes(), file.brokenOff(), 0));
    }
    if (tree.events() == 0 || !tree.hasStacks()) {
      throw new NoSuchProfileException(why(event, tree) + damaged(damages));
    }
    Map<String, Long> losses =
        tree.unresolved() == 0 ? Map.of() : Map.of("unresolved_stack events", tree.unresolved());
    return new FileProfile(
        event,
        event,
        tree.unit(),
        tree.tree().build(),
        tree.kinds().build(),
        0,
        tree.fromMillis(),
        tree.toMillis(),
        losses,
        damages,
        List.of());
  }

  private SourceReport read(TypeTree tree, String type) throws IOException {
    ProfileSource source = ProfileSource.of(file, ValueMeaning.of(type));
    long timeMillis =
        file.kind() == ContentKind.RECORDING
            ? 0
            : source.facts().startMillis().orElse(System.currentTimeMillis());
    return source.read(NOBODY, timeMillis, tree, progress);
  }

  private ReadReport read(EventHandlers handlers) throws IOException {
    return Recording.read(file.content(), handlers);
  }

  private String holds(Map<String, Long> countByType) throws IOException {
    String types =
        countByType.entrySet().stream()
            .map(entry -> "%s (%d)".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    if (file.kind() != ContentKind.RECORDING) {
      return types.isEmpty() ? "nothing else either" : types;
    }
    return "%s; with --event it takes %s"
        .formatted(types.isEmpty() ? "no profile type" : types, events());
  }

  private String why(String event, EventTree tree) throws IOException {
    String what =
        tree.isDeclared() && !tree.hasStacks()
            ? "events of type %s have no stacks".formatted(event)
            : "there are no events of type %s".formatted(event);
    return "%s: %s; with stacks there are %s".formatted(file.name(), what, events());
  }

  private static String damaged(List<FileDamage> damages) {
    return damages.isEmpty() ? "" : "; it is damaged: " + damages.get(0).what();
  }

  private String events() throws IOException {
    StackedEvents events = new StackedEvents();
    read(events.handlers());
    return events.inWords();
  }

  private final class Progress implements ChunkHandler {
    @Override
    public void flushed(ChunkHeader header, Constants constants) {
      progress.read(header.fileOffset() + header.sizeBytes(), file.sizeBytes());
    }
  }
}
