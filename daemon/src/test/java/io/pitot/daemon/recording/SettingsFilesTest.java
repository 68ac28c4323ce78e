package io.pitot.daemon.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        new Rates(
            Duration.ofMillis(13),
            Duration.ofMillis(14),
            77,
            Duration.ofMillis(17),
            Duration.ofMillis(19));
    for (int jdk : new int[] {17, 25}) {
      String text = text(new RecordingSettings(rates).file(jdk));
      assertTrue(text.contains(jdk < 25 ? ">13 ms<" : ">14ms<"), text);
      assertTrue(text.contains(">77/s<") && text.contains(">17 ms<"), text);
      assertEquals(3, text.split(">19 ms<", -1).length, text);
    }
  }

  @Test
  void withoutShortParksOnlyTheirThresholdIsAnother() {
    RecordingSettings usual = new RecordingSettings(Rates.DEFAULT);
    for (int jdk : new int[] {17, 25}) {
      List<String> with = text(usual.file(jdk)).lines().toList();
      List<String> without = text(usual.withoutShortParks().file(jdk)).lines().toList();
      List<String> changed = new ArrayList<>(without);
      changed.removeIf(with::contains);
      assertEquals(List.of(2, with.size()), List.of(changed.size(), without.size()));
      assertTrue(changed.stream().allMatch(line -> line.contains(">20 ms<")), changed.toString());
    }
  }

  @Test
  void whoWantsLongParksOnlyHasNoShortOnes() {
    Rates rates = Rates.DEFAULT.withPark(Duration.ofMillis(30));
    RecordingSettings settings = new RecordingSettings(rates);
    assertFalse(settings.hasShortParks());
    assertEquals(text(settings.file(17)), text(settings.withoutShortParks().file(17)));
  }

  private static String text(byte[] file) {
    return new String(file, StandardCharsets.UTF_8);
  }
}
