package io.pitot.daemon.recording;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends SIGQUIT. Java can send SIGTERM and SIGKILL only, and the JDK's own attach client, which
 * could, hides it and works within one user and namespace.
 */
final class Signals {
  private Signals() {}

  static void quit(int pid) throws IOException, InterruptedException {
    String number = Integer.toString(pid);
    // Minimal images have no command kill, but the shell's own.
    List<String> command =
        Files.isExecutable(Path.of("/bin/kill"))
            ? List.of("/bin/kill", "-QUIT", number)
            : List.of("/bin/sh", "-c", "kill -QUIT " + number);
    Process kill = new ProcessBuilder(command).redirectErrorStream(true).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS)) {
      kill.destroyForcibly();
      throw new IOException(String.join(" ", command) + " did not end within 10 s");
    }
    if (kill.exitValue() != 0) {
      String output =
          new String(kill.getInputStream().readNBytes(1_024), StandardCharsets.UTF_8).strip();
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
  }
}
