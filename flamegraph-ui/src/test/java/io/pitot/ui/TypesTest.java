package io.pitot.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The types that the modules' comments tell, checked by TypeScript where Node.js is there. */
class TypesTest {
  private static final String FAULT = "error TS";

  @Test
  void modulesDoWhatTheirTypesSay() throws IOException, InterruptedException {
    assumeTrue(isOnPath("npm"), "there is no npm here");
    Process check =
        new ProcessBuilder("npm", "run", "--silent", "types").redirectErrorStream(true).start();
    check.getOutputStream().close();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = check.waitFor();
    assumeTrue(exit == 0 || said.contains(FAULT), "TypeScript cannot be had here: " + said);
    assertEquals(0, exit, said);
  }

  private static boolean isOnPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
