package io.pitot.daemon.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFilesTest {
  @TempDir Path folder;

  @Test
  void oneFileReplacesOneOfThem() throws IOException {
    String own = "<configuration><event name=\"jdk.CPULoad\"/></configuration>";
    Files.writeString(folder.resolve("settings25.jfc"), own);
    SettingsFiles files = SettingsFiles.of(folder);
    assertEquals(new SettingsFiles(SettingsFiles.BUILT_IN.upTo24(), own), files);
    assertEquals(own, text(new RecordingSettings(Rates.DRILL, files).file(25)));
  }

  @Test
  void aFolderThatCannotBeMeantIsRefused() throws IOException {
    assertTrue(problem().contains("has neither settings17.jfc nor settings25.jfc"), problem());
    Path file = folder.resolve("settings17.jfc");
    Files.writeString(file, "<configuration>\n<event>\n</configuration>");
    assertTrue(problem().startsWith(file + ":3: "), problem());
    Files.writeString(file, "<settings/>");
    assertTrue(problem().startsWith(file + " begins with <settings>"), problem());
  }

  private String problem() {
    return String.valueOf(
        assertThrows(IOException.class, () -> SettingsFiles.of(folder)).getMessage());
  }

  /** A rate that is not found would silently not hold. */
  @Test
  void theRatesAreInBothOfPitotsOwn() {
    Rates rates =
        new Rates(Duration.ofMillis(13), 77, Duration.ofMillis(17), Duration.ofMillis(19));
    for (int jdk : new int[] {17, 25}) {
      String text = text(new RecordingSettings(rates).file(jdk));
      assertTrue(text.contains(jdk < 25 ? ">13 ms<" : ">13ms<"), text);
      assertTrue(text.contains(">77/s<") && text.contains(">17 ms<"), text);
      assertEquals(3, text.split(">19 ms<", -1).length, text);
    }
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }
}
