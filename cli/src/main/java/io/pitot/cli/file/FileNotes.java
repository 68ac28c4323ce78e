package io.pitot.cli.file;

import io.pitot.cli.file.ComparedFile.Content;
import io.pitot.cli.file.Instances.Instance;
import io.pitot.cli.file.RecordedJvms.Jvm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a person has to know of files that are compared. */
final class FileNotes {
  private static final long WARM_UP_MILLIS = 120_000;
  private static final int MOST_NAMED = 4;

  private final List<Instance> base;
  private final List<Instance> candidate;

  FileNotes(List<Instance> base, List<Instance> candidate) {
    this.base = base;
    this.candidate = candidate;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<Instance> arm : List.of(base, candidate)) {
      for (Instance instance : arm) {
        addOneJvm(instance, lines);
        instance.files().forEach(content -> addSources(content, lines));
      }
    }
    addSharedJvms(lines);
    addUnsaid(lines);
    addYoung(lines);
    return lines;
  }

  private static void addOneJvm(Instance instance, List<String> lines) {
    if (instance.files().size() > 1) {
      lines.add(
          "%s are of one JVM: together they are one instance.".formatted(names(instance.files())));
    }
    for (Content content : instance.files()) {
      if (content.file().jvms().size() > 1) {
        lines.add(
            "%s holds recordings of %d JVMs: they are taken for one instance; give them apart."
                .formatted(content.file().name(), content.file().jvms().size()));
      }
    }
  }

  private static void addSources(Content content, List<String> lines) {
    List<Stretches.Source> sources = content.stretches().sources();
    for (Stretches.Source source : sources.subList(Math.min(1, sources.size()), sources.size())) {
      lines.add(
          "%s: %d events of %s were left out, which are never added to those of %s."
              .formatted(
                  content.file().name(), source.events(), source.name(), sources.get(0).name()));
    }
    if (content.areEventsAssumed()) {
      lines.add(
          "%s does not tell how many events its sums are made of: %d of equal weight are assumed."
              .formatted(content.file().name(), Content.ASSUMED_EVENTS));
    }
    if (!content.damages().isEmpty()) {
      lines.add(
          "%s is damaged in %d place%s; what could be read of it is compared."
              .formatted(
                  content.file().name(),
                  content.damages().size(),
                  content.damages().size() == 1 ? "" : "s"));
    }
  }

  private void addSharedJvms(List<String> lines) {
    Set<Jvm> shared = jvms(base);
    shared.retainAll(jvms(candidate));
    for (Jvm jvm : shared) {
      lines.add(
          ("Both sides hold recordings of one JVM (pid %d, started %s): what differs is its life"
                  + " (age, load), not its program.")
              .formatted(jvm.pid(), Instant.ofEpochMilli(jvm.startMillis())));
    }
  }

  private void addUnsaid(List<String> lines) {
    List<Content> unsaid = new ArrayList<>();
    for (List<Instance> arm : List.of(base, candidate)) {
      for (Instance instance : arm) {
        instance.files().stream()
            .filter(content -> content.file().jvms().isEmpty())
            .forEach(unsaid::add);
      }
    }
    if (!unsaid.isEmpty()) {
      lines.add(
          (unsaid.size() == 1
                  ? "%s does not say which JVM, JDK and event it comes from: it is taken for a JVM"
                      + " of its own, measured like the others."
                  : "%s do not say which JVM, JDK and event they come from: each is taken for a JVM"
                      + " of its own, measured like the others.")
              .formatted(names(unsaid)));
    }
  }

  private void addYoung(List<String> lines) {
    List<Content> young = new ArrayList<>();
    for (List<Instance> arm : List.of(base, candidate)) {
      for (Instance instance : arm) {
        instance.files().stream().filter(FileNotes::isYoung).forEach(young::add);
      }
    }
    if (!young.isEmpty()) {
      lines.add(
          "%s begin%s within two minutes of the JVM's start: warm-up is in it."
              .formatted(names(young), young.size() == 1 ? "s" : ""));
    }
  }

  private static boolean isYoung(Content content) {
    return content.file().jvms().stream()
        .anyMatch(jvm -> content.file().fromMillis() - jvm.startMillis() < WARM_UP_MILLIS);
  }

  private static Set<Jvm> jvms(List<Instance> arm) {
    Set<Jvm> jvms = new TreeSet<>();
    arm.forEach(instance -> instance.files().forEach(c -> jvms.addAll(c.file().jvms())));
    return jvms;
  }

  private static String names(List<Content> contents) {
    List<String> names =
        new ArrayList<>(contents.stream().limit(MOST_NAMED).map(c -> c.file().name()).toList());
    int more = contents.size() - MOST_NAMED;
    if (more > 0) {
      names.add(more + " more");
    }
    String last = names.remove(names.size() - 1);
    return names.isEmpty() ? last : String.join(", ", names) + " and " + last;
  }
}
