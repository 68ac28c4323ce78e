package io.pitot.daemon.jvm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM that has processes and a {@code /tmp} of its own, as in a container; only root may launch
 * one.
 */
public final class ContainedJvm implements AutoCloseable {
  private static final List<String> UNSHARE =
      List.of("unshare", "--mount", "--pid", "--fork", "--mount-proc");

  /** The classes may be below the /tmp that is hidden. */
  private static final String SCRIPT =
      "mount --bind '%s' /mnt && mount -t tmpfs -o size=400m none /tmp && exec \"$@\"";

  private final ChildJvm unshare;
  private final ProcessHandle inside;

  private ContainedJvm(ChildJvm unshare) {
    this.unshare = unshare;
    inside = ProcessHandle.of(unshare.pid()).orElseThrow().children().findFirst().orElseThrow();
  }

  public static boolean mayLaunch() throws InterruptedException {
    List<String> command = new ArrayList<>(UNSHARE);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  public static ContainedJvm launch() throws IOException {
    List<String> command = new ArrayList<>(UNSHARE);
    command.addAll(List.of("sh", "-c", SCRIPT.formatted(ChildJvm.testClasses()), "sh"));
    command.add(Jdks.current().resolve("bin/java").toString());
    command.addAll(List.of("-Xmx64m", "-cp", "/mnt", Program.class.getName()));
    return new ContainedJvm(ChildJvm.start(command, Map.of()));
  }

  /** As it is seen from outside. */
  public int pid() {
    return (int) inside.pid();
  }

  public void kill() {
    inside.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    kill();
    unshare.close();
  }
}
