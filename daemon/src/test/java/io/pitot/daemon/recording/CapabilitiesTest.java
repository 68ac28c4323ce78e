package io.pitot.daemon.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.daemon.jvm.OtherUser;
import io.pitot.daemon.jvm.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What docs/daemon.md says of root's powers, tried with a JVM of another user. */
class CapabilitiesTest {
  /** The last one lets the JVM open its socket, so that what comes after it needs less. */
  private static final List<String> ALL = List.of("sys_ptrace", "chown", "kill", "dac_override");

  @Test
  @EnabledIf("mayDropCapabilities")
  void fourAreEnoughAndEachIsNeeded(@TempDir Path folder) throws Exception {
    String classes = OtherUser.readable(folder, Path.of(ChildJvm.testClasses()));
    List<String> command =
        OtherUser.command("-Xmx64m", "-cp", classes, Program.class.getName(), "idle");
    try (ChildJvm jvm = ChildJvm.start(command, Map.of())) {
      for (String missing : ALL) {
        List<String> rest = new ArrayList<>(ALL);
        rest.remove(missing);
        String told = recordedWith(rest, jvm);
        assertTrue(told.startsWith("no: "), "without " + missing + ": " + told);
      }
      assertEquals("read", recordedWith(ALL, jvm));
    }
  }

  /** Records the JVM with this pid and reads of its chunk, for the test above. */
  public static void main(String[] args) throws Exception {
    FoundJvm jvm = Found.of(Integer.parseInt(args[0]));
    Outcome outcome = new Recorder().establish(jvm);
    if (outcome instanceof Outcome.Recording recording) {
      System.out.println(isReadable(jvm.files().seenAs(recording.repository())) ? "read" : "empty");
      new Recorder().stop(jvm);
    } else {
      System.out.println("no: " + outcome);
    }
  }

  private static boolean isReadable(Path repository) throws IOException {
    try (DirectoryStream<Path> chunks = Files.newDirectoryStream(repository, "*.jfr")) {
      for (Path chunk : chunks) {
        try (InputStream in = Files.newInputStream(chunk)) {
          return in.read() >= 0;
        }
      }
    }
    return false;
  }

  private static String recordedWith(List<String> capabilities, ChildJvm jvm) throws Exception {
    List<String> command = new ArrayList<>(dropping(capabilities));
    command.addAll(
        List.of(
            Jdks.current().resolve("bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CapabilitiesTest.class.getName(),
            Integer.toString(jvm.pid())));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    // A JVM may warn of the machine before.
    return said.substring(said.strip().lastIndexOf('\n') + 1).strip();
  }

  private static List<String> dropping(List<String> butThese) {
    String bounding = "-all,+" + String.join(",+", butThese);
    return List.of("setpriv", "--bounding-set=" + bounding, "--inh-caps=-all", "--no-new-privs");
  }

  static boolean mayDropCapabilities() throws Exception {
    List<String> command = new ArrayList<>(dropping(ALL));
    command.add("true");
    try {
      return OtherUser.mayLaunch() && new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
