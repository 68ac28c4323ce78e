package io.pitot.daemon.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The control group that keeps a process from running, as {@code docker pause} does it:
 *
 * <pre>
 * version 2   GROUP/cgroup.events   a line "frozen 1", also where a group above it was frozen
 * version 1   GROUP/freezer.state   "FROZEN", and "FREEZING" until all of its threads have stopped
 * </pre>
 *
 * <p>They are looked for where the process itself has its control groups mounted, in the usual
 * places. In a container that mount often begins at the container's own group, so the root of the
 * mount is asked, too; on the machine itself the root cannot be frozen and has no such file.
 */
final class FrozenGroup {
  private static final String MOUNT = "/sys/fs/cgroup";

  /** Version 2 lies below version 1 where there are both. */
  private static final List<String> SECOND_VERSION = List.of(MOUNT, MOUNT + "/unified");

  private static final String FIRST_VERSION = MOUNT + "/freezer";

  private FrozenGroup() {}

  /** The name of the group; empty when it is not frozen, or nobody may know. */
  static Optional<String> of(ProcessFiles process) throws IOException {
    for (String line : process.controlGroups()) {
      // hierarchy:controllers:/name
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && isFrozen(process, parts[1], parts[2])) {
        return Optional.of(parts[2]);
      }
    }
    return Optional.empty();
  }

  private static boolean isFrozen(ProcessFiles process, String controllers, String group) {
    if (controllers.isEmpty()) {
      return SECOND_VERSION.stream()
          .anyMatch(mount -> says(process, mount, group, "/cgroup.events", Set.of("frozen 1")));
    }
    return controllers.equals("freezer")
        && says(process, FIRST_VERSION, group, "/freezer.state", Set.of("FREEZING", "FROZEN"));
  }

  private static boolean says(
      ProcessFiles process, String mount, String group, String file, Set<String> lines) {
    return hasOneOf(lines, process.seenAs(mount + group + file))
        || hasOneOf(lines, process.seenAs(mount + file));
  }

  /** In one look: between two, FREEZING becomes FROZEN, and neither would be found. */
  private static boolean hasOneOf(Set<String> lines, Path file) {
    try {
      return Files.exists(file) && Files.readAllLines(file).stream().anyMatch(lines::contains);
    } catch (IOException closed) {
      return false;
    }
  }
}
