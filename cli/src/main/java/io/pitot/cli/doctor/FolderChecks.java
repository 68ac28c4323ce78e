package io.pitot.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A folder that a server keeps its data in; it need not exist yet. */
public final class FolderChecks {
  /** Less is soon full. */
  private static final long LEAST_FREE_BYTES = 1L << 30;

  private FolderChecks() {}

  /**
   * Whether this user could write there, and how much.
   *
   * @param option that names another folder
   */
  public static Check of(String subject, Path folder, String option) {
    Path nearest = nearest(folder);
    String remedy = "name another folder with " + option + ", or run this as its owner";
    if (nearest == null) {
      return Check.problem(subject, folder + " can never exist", remedy);
    }
    if (!Files.isDirectory(nearest)) {
      return Check.problem(subject, nearest + " is no folder", remedy);
    }
    if (!Files.isWritable(nearest)) {
      return Check.problem(
          subject, "user %s may not write to %s".formatted(userName(), nearest), remedy);
    }
    long freeBytes = nearest.toFile().getUsableSpace();
    String free = "%s: %d MB free".formatted(folder, freeBytes >> 20);
    return freeBytes >= LEAST_FREE_BYTES
        ? Check.ok(subject, free)
        : Check.problem(
            subject,
            free + ", less than %d MB".formatted(LEAST_FREE_BYTES >> 20),
            "free space there, or name another folder with " + option);
  }

  private static String userName() {
    return System.getProperty("user.name", "?");
  }

  /** The folder itself, or what exists of its path. */
  private static @Nullable Path nearest(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    while (path != null && !Files.exists(path)) {
      path = path.getParent();
    }
    return path;
  }
}
