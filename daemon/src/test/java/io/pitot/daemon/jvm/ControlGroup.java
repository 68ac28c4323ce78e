package io.pitot.daemon.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group of a test's own that can be frozen; only root may make one, and not everywhere.
 */
public final class ControlGroup implements AutoCloseable {
  /** Where one is made, and what freezes it. */
  @SuppressWarnings("ImmutableEnumChecker") // The lists are.
  public enum Kind {
    FIRST_VERSION(List.of("freezer"), "freezer.state", "FROZEN", "THAWED"),
    SECOND_VERSION(List.of("", "unified"), "cgroup.freeze", "1", "0");

    private final List<String> mounts;
    private final String file;
    private final String frozen;
    private final String thawed;

    Kind(List<String> mounts, String file, String frozen, String thawed) {
      this.mounts = mounts;
      this.file = file;
      this.frozen = frozen;
      this.thawed = thawed;
    }
  }

  private final Kind kind;
  private final Path mount;
  private final Path group;

  private ControlGroup(Kind kind, Path mount, Path group) {
    this.kind = kind;
    this.mount = mount;
    this.group = group;
  }

  /**
   * Makes one.
   *
   * @throws IOException when it cannot be made here
   */
  public static ControlGroup make(Kind kind) throws IOException {
    for (String name : kind.mounts) {
      Path mount = Path.of("/sys/fs/cgroup").resolve(name);
      if (Files.isWritable(mount.resolve("cgroup.procs"))) {
        Path group = mount.resolve("pitot-test-" + ProcessHandle.current().pid());
        Files.createDirectory(group);
        if (Files.exists(group.resolve(kind.file))) {
          return new ControlGroup(kind, mount, group);
        }
        Files.delete(group);
      }
    }
    throw new IOException("no control group that can be frozen can be made below /sys/fs/cgroup");
  }

  public void add(ChildJvm jvm) throws IOException {
    Files.writeString(group.resolve("cgroup.procs"), Integer.toString(jvm.pid()));
  }

  public void freeze() throws IOException {
    Files.writeString(group.resolve(kind.file), kind.frozen);
  }

  public void thaw() throws IOException {
    Files.writeString(group.resolve(kind.file), kind.thawed);
  }

  /** What is still in it goes back to where tests run. */
  @Override
  public void close() throws IOException {
    thaw();
    for (String process : Files.readAllLines(group.resolve("cgroup.procs"))) {
      Files.writeString(mount.resolve("cgroup.procs"), process);
    }
    Files.delete(group);
  }
}
