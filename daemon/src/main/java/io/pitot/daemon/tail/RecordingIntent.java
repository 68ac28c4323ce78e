package io.pitot.daemon.tail;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A recording that is about to be started. Should the daemon or the JVM not live until it is read,
 * this tells that all of it is ours to read, and where it is.
 *
 * @param machine the boot of the machine, for pids and ticks mean something else after the next
 * @param namespacePid the JVM's pid as it knows it, which ends the name of its repository
 * @param base where the JVM makes its repository; empty where that cannot be seen once it has ended
 * @param isOurs whether nothing else was recorded in it
 * @param startedMillis the recording is not older, ms since the epoch
 */
public record RecordingIntent(
    String machine,
    int pid,
    long startTicks,
    TargetIdentity target,
    int namespacePid,
    int uid,
    String base,
    boolean isOurs,
    long startedMillis) {

  /** The clock of file systems goes in steps. */
  private static final long COARSE_MILLIS = 1_000;

  /** To record this JVM from now on. */
  static RecordingIntent of(FoundJvm jvm, String machine) throws IOException {
    String base = jvm.options().properties().getOrDefault("java.io.tmpdir", "/tmp");
    return new RecordingIntent(
        machine,
        jvm.pid(),
        jvm.startTicks(),
        jvm.identity(),
        jvm.namespacePid(),
        jvm.uid(),
        jvm.files().sharesFileSystem() && base.startsWith("/") ? base : "",
        jvm.files().openFiles(".jfr").isEmpty(),
        System.currentTimeMillis());
  }

  /** What there is of the recording, of a process that has ended. */
  Optional<TailTarget> recorded() throws IOException {
    if (base.isEmpty() || !Files.isDirectory(Path.of(base))) {
      return Optional.empty();
    }
    List<Path> repositories = new ArrayList<>();
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(Path.of(base), "2*_" + namespacePid)) {
      for (Path folder : folders) {
        // Anybody may write to a temporary directory.
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS).equals(uid)
            && Files.getLastModifiedTime(folder).toMillis() >= startedMillis - COARSE_MILLIS) {
          repositories.add(folder);
        }
      }
    }
    repositories.sort(null);
    return repositories.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TailTarget(
                target,
                pid,
                startTicks,
                repositories.get(repositories.size() - 1).toString(),
                isOurs,
                startedMillis));
  }

  String toText() throws IOException {
    StateText text = StateText.of(machine, pid, startTicks, target);
    text.put("namespacePid", namespacePid);
    text.put("uid", uid);
    text.put("base", base);
    text.put("isOurs", isOurs);
    text.put("startedMillis", startedMillis);
    return text.write();
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @throws IOException when it is damaged or of another version
   */
  static RecordingIntent parse(String content) throws IOException {
    StateText text = StateText.parse(content);
    return new RecordingIntent(
        text.machine(),
        text.pid(),
        text.startTicks(),
        text.target(),
        text.intNumber("namespacePid"),
        text.intNumber("uid"),
        text.required("base"),
        text.flag("isOurs"),
        text.number("startedMillis"));
  }
}
