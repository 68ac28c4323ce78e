package io.pitot.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaHomesTest {
  @TempDir Path folder;

  private Path home(String name, String version) throws IOException {
    Path java = folder.resolve(name).resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.createFile(java).toFile().setExecutable(true);
    Files.writeString(
        folder.resolve(name).resolve("release"),
        "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    return folder.resolve(name);
  }

  @Test
  void findsAJdkByWhatItsReleaseFileSays() throws Exception {
    home("eight", "1.8.0_402");
    Path twentyFive = home("some-name", "25.0.3");

    assertEquals(Optional.of(twentyFive), JavaHomes.find(25, null, folder));
    assertEquals(Optional.of(folder.resolve("eight")), JavaHomes.find(8, null, folder));
    assertEquals(Optional.empty(), JavaHomes.find(21, null, folder));
  }

  @Test
  void prefersTheOneThatIsNamedWhenItIsWhatItShouldBe() throws Exception {
    Path first = home("a", "25");
    Path named = home("b", "25.0.1");
    Path wrong = home("c", "17.0.9");

    assertEquals(Optional.of(named), JavaHomes.find(25, named.toString(), folder));
    assertEquals(Optional.of(first), JavaHomes.find(25, wrong.toString(), folder));
  }
}
