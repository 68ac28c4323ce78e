package io.pitot.daemon.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Launches JVMs as the user that is nobody; only root may. */
public final class OtherUser {
  public static final int UID = 65534;

  private static final List<String> PREFIX =
      List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups", "--");

  private OtherUser() {}

  public static boolean mayLaunch() throws InterruptedException {
    try {
      return new ProcessBuilder(command("-version"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(PREFIX);
    command.add(Jdks.current().resolve("bin/java").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Copies classes to where everybody may read them: the build might be in a home directory.
   *
   * @return the folder for the class path
   */
  public static String readable(Path folder, Path... classes) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (Path root : classes) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.toList()) {
          Path copy = folder.resolve(root.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(copy);
          } else {
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
    return folder.toString();
  }
}
