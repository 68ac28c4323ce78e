package io.pitot.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The operating system, and what a daemon of this user may do in it. */
public final class MachineChecks {
  private MachineChecks() {}

  public static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(processes());
    checks.add(user());
    checks.add(signals());
    return checks;
  }

  private static Check processes() {
    return Files.isReadable(Path.of("/proc/self/stat"))
        ? Check.ok("system", System.getProperty("os.name") + " with /proc")
        : Check.problem(
            "system",
            System.getProperty("os.name") + " without a readable /proc",
            "run the daemon on Linux, with /proc mounted");
  }

  private static Check user() {
    String user = System.getProperty("user.name", "?");
    return user.equals("root")
        ? Check.ok("user", "root: may record the JVMs of all users")
        : Check.warning(
            "user",
            user + ": may record this user's JVMs only",
            "run the daemon as root to record those of others");
  }

  /** A JVM is asked with SIGQUIT to open its attach socket. */
  private static Check signals() {
    boolean canSend =
        Files.isExecutable(Path.of("/bin/kill")) || Files.isExecutable(Path.of("/bin/sh"));
    return canSend
        ? Check.ok("signals", "can ask a JVM to listen")
        : Check.problem(
            "signals", "neither /bin/kill nor /bin/sh is there", "install procps or a shell");
  }
}
