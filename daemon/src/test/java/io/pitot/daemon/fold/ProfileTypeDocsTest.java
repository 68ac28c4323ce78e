package io.pitot.daemon.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page that tells people of the profile types tells of those that there are. */
class ProfileTypeDocsTest {
  @Test
  void theTableIsTheOneInTheCode() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : page()) {
      String[] cells = line.split("\\s*\\|\\s*", -1);
      if (cells.length == 9 && cells[2].matches("`(jdk|pitot)\\..*")) {
        documented.add(
            String.join(" ", cells[1], cells[2], cells[5], cells[6], cells[7]).replace("`", ""));
      }
    }
    Set<String> coded =
        Stream.of(ProfileType.values())
            .map(ProfileTypeDocsTest::row)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(coded, documented);
  }

  @Test
  void lossesOfTheFoldAreDocumented() throws IOException {
    List<String> page = page();
    for (LossType loss : LossType.values()) {
      String begin = "| `%s` | %s | `%s`".formatted(loss.reason(), loss.unit(), loss.source());
      assertTrue(page.stream().anyMatch(line -> line.startsWith(begin)), begin);
    }
    for (String reason :
        List.of(
            OpenWindow.STACK_LIMIT,
            OpenWindow.UNRESOLVED_STACK,
            OpenWindow.BUDGET_STACKS,
            OpenWindow.BUDGET_TYPES,
            IntervalFold.WAIT_LIMIT)) {
      String begin = "| `%s` | %s |".formatted(reason, OpenWindow.EVENTS);
      assertTrue(page.stream().anyMatch(line -> line.startsWith(begin)), begin);
    }
  }

  @Test
  void kindsOfWaitsAreDocumented() throws IOException {
    List<String> page = Files.readAllLines(Path.of("..", "docs", "waits.md"));
    for (WaitKind kind : WaitKind.values()) {
      if (kind.isGuess()) {
        continue; // None leaves a window.
      }
      String begin = "| `%s` | %s |".formatted(kind.word(), kind.isHeldUp() ? "yes" : "no");
      assertTrue(page.stream().anyMatch(line -> line.startsWith(begin)), begin);
    }
    for (WaitSource source : WaitSource.values()) {
      assertTrue(
          page.stream().anyMatch(line -> line.contains("`" + source.source() + "`")),
          source.source());
    }
  }

  private static String row(ProfileType type) {
    @Nullable ClassLeaf leaf = type.leaf();
    return String.join(
        " ",
        type.typeName(),
        type.source(),
        sum(type.amount()),
        type.unit(),
        leaf == null ? "none" : "class " + leaf.field());
  }

  private static String sum(Amount amount) {
    if (amount instanceof Amount.WholeNumber number) {
      return number.field();
    }
    return amount instanceof Amount.DurationNanos ? "its duration" : "1";
  }

  private static List<String> page() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "profile-types.md"));
  }
}
