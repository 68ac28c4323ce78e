package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the package's documentation shows compiles, and does what it says. */
class PackageDocumentationTest {
  private static final Pattern SHOWN = Pattern.compile("(?s)// Shown:\n(.*?)\n *// Shown\\.");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n \\* \\}</pre>");

  @TempDir Path folder;

  @Test
  void showsTheExampleToTheLetter() throws IOException {
    Path module = Path.of("src");
    List<String> shown =
        all(SHOWN, module.resolve("test/java/io/pitot/jfr/PackageExample.java")).stream()
            .map(code -> code.stripIndent().replaceFirst("^static ", ""))
            .toList();
    List<String> documented =
        all(DOCUMENTED, module.resolve("main/java/io/pitot/jfr/package-info.java")).stream()
            .map(code -> code.replaceAll("(?m)^ \\* ?", ""))
            .toList();
    assertEquals(shown, documented);
  }

  @Test
  void theExampleTellsWhoWaited() throws Exception {
    Path recording = folder.resolve("waits.jfr");
    try (ChildJvm jvm =
        ChildJvm.start(
            Path.of(System.getProperty("java.home")),
            List.of(
                "-XX:StartFlightRecording=jdk.JavaMonitorEnter#threshold=0ms,filename="
                    + recording),
            "2")) {
      jvm.awaitEnd();
    }
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      PackageExample.main(new String[] {recording.toString()});
    } finally {
      System.setOut(console);
    }
    String text = printed.toString(StandardCharsets.UTF_8);
    assertTrue(text.matches("(?s).*\\d+ ns in io\\.pitot\\.jfr\\.Workload\\.work:\\d+.*"), text);
  }

  private static List<String> all(Pattern pattern, Path file) throws IOException {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(Files.readString(file));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
