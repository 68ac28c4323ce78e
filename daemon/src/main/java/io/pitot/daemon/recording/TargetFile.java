package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** A file in a target's /tmp for it to read, removed when closed. */
final class TargetFile implements AutoCloseable {
  private final Path file;
  private final String seenByTarget;

  private TargetFile(Path file, String seenByTarget) {
    this.file = file;
    this.seenByTarget = seenByTarget;
  }

  static TargetFile create(FoundJvm jvm, String suffix, byte[] content) throws IOException {
    Path folder = jvm.files().seenAs("/tmp");
    checkNoLink(folder);
    String name = prefix(jvm) + UUID.randomUUID() + suffix;
    Path file =
        Files.createFile(
            folder.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    TargetFile created = new TargetFile(file, "/tmp/" + name);
    try {
      Files.write(file, content);
      giveTo(file, jvm.uid());
    } catch (IOException e) {
      created.close();
      throw e;
    }
    return created;
  }

  /**
   * A link that a target placed there would lead to a folder of this machine, not of the target.
   */
  static void checkNoLink(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " is no directory");
    }
  }

  /** How the names of all files begin that are created for this JVM. */
  static String prefix(FoundJvm jvm) {
    return "pitot-" + jvm.pid() + "-";
  }

  static void giveTo(Path file, int uid) throws IOException {
    if ((Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) != uid) {
      Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  String seenByTarget() {
    return seenByTarget;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
