package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code pitot flame --file}, without any collector. */
class FileFlameTest {
  /** Goes to the start of the line and clears it. */
  static final String WIPED = "\r\033[K";

  @TempDir Path directory;

  @Test
  void countsWhatMissionControlCountsForEveryEventType() throws Exception {
    Path file = write("r.jfr", Recorded.chunks(2, Duration.ofSeconds(7)));
    Map<String, Map<String, long[]>> byType = MissionControl.stacks(file);

    assertTrue(byType.size() >= 6, byType.keySet() + "");
    for (String type : byType.keySet()) {
      Map<String, long[]> expected = byType.get(type);
      assertEquals(text(expected, 0), collapsed(type, file, "count"), type);
      if (expected.values().stream().anyMatch(values -> values[1] > 0)
          && !type.equals("jdk.ObjectAllocationSample")) {
        assertEquals(text(expected, 1), collapsed(type, file, "sum"), type);
      }
    }
  }

  @Test
  void takesTheCpuTypeAndTheTypesOwnValueByDefault() throws Exception {
    Path file = write("r.jfr", Recorded.chunk());

    JsonNode cpu = flame(file, "-o", "json").json();
    JsonNode lock = flame(file, "-o", "json", "--type", "lock").json();
    JsonNode event = flame(file, "-o", "json", "--event", "jdk.ObjectAllocationSample").json();

    Map<String, List<Long>> totals = MissionControl.profileTotals(file);
    assertEquals("count", cpu.path("value").asString(""));
    assertEquals(total(totals, "cpu", 0), cpu.path("totalCount").asLong());
    assertEquals("sum", lock.path("value").asString(""));
    assertEquals(total(totals, "lock", 1), lock.path("totalSum").asLong());
    assertEquals(
        "java.util.concurrent.atomic.AtomicLong", heaviest(lock), "the class below the stack");
    assertEquals("bytes", event.path("unit").asString(""));
    assertEquals(total(totals, "alloc", 1), event.path("totalSum").asLong());
  }

  @Test
  void writesOneFileThatNeedsNothingElse() throws Exception {
    Path file = write("r.jfr", Recorded.chunk());
    Path page = directory.resolve("page.html");

    Ran ran = flame(file, "-o", "html", "-f", page.toString());

    assertEquals("wrote " + page + "\n", ran.err());
    String html = Files.readString(page);
    assertTrue(html.contains("io.pitot.cli.Recorded.burn"), "the frames are in it");
    assertFalse(html.matches("(?s).*<(script|link|img)[^>]+(src|href)=.*"), "nothing is fetched");
  }

  @Test
  void drawsWhatIsThereOfADamagedFileAndWarns() throws Exception {
    byte[] two = Recorded.chunks(2, Duration.ofSeconds(7));
    Path whole = write("one.jfr", Arrays.copyOf(two, two.length / 2));
    Path cut = write("cut.jfr", Arrays.copyOf(two, two.length / 2 + 2_000));

    Ran ran = flame(cut);

    assertEquals(0, ran.exitCode());
    assertEquals(flame(whole).ok(), ran.out());
    assertTrue(ran.err().startsWith("damaged: " + cut + ", offset "), ran.err());
  }

  @Test
  void namesTheEventsThatThereAre() throws Exception {
    Path file = write("r.jfr", Recorded.chunk());

    Ran unknown = flame(file, "--event", "jdk.Nope");
    Ran stackless = flame(file, "--event", "jdk.JVMInformation");
    Ran type = flame(file, "--type", "map_resize");

    long reads =
        MissionControl.stacks(file).getOrDefault("jdk.FileRead", Map.of()).values().stream()
            .mapToLong(values -> values[0])
            .sum();
    for (Ran ran : new Ran[] {unknown, stackless, type}) {
      assertEquals(4, ran.exitCode());
      assertTrue(ran.err().contains("jdk.FileRead (" + reads + ")"), ran.err());
      assertEquals(1, ran.err().lines().count());
    }
    assertTrue(unknown.err().contains("no events of type jdk.Nope"), unknown.err());
    assertTrue(stackless.err().contains("have no stacks"), stackless.err());
    assertTrue(type.err().contains("cpu ("), type.err());
  }

  @Test
  void saysThatEventsAddUpToNothing() throws Exception {
    Path file = write("x.txt", "a;b 3\n".getBytes(StandardCharsets.UTF_8));
    Path recording = write("r.jfr", Recorded.chunk());

    Ran none = flame(recording, "--event", "jdk.JavaExceptionThrow", "--value", "sum");
    Ran some = flame(file, "--value", "sum");

    assertEquals("", none.ok());
    assertTrue(none.err().contains("--value count draws its "), none.err());
    assertEquals("", some.err());
  }

  @Test
  void readsItsOwnFormatsAgain() throws Exception {
    Path recording = write("r.jfr", Recorded.chunk());
    for (String type : new String[] {"cpu", "alloc", "lock", "park"}) {
      String expected = flame(recording, "--type", type).ok();
      for (String format : new String[] {"collapsed", "pprof"}) {
        Path exported = directory.resolve(type + "." + format);
        flame(recording, "--type", type, "-o", format, "-f", exported.toString()).ok();

        assertEquals(expected, flame(exported, "--type", type).ok(), type + " as " + format);
      }
    }
  }

  @Test
  void takesTheOnlyTypeOfAProfileThatHasNoCpu() throws Exception {
    Path recording = write("r.jfr", Recorded.chunk());
    Path exported = directory.resolve("alloc.pb.gz");
    flame(recording, "--type", "alloc", "-o", "pprof", "-f", exported.toString()).ok();

    Ran ran = flame(exported);

    assertEquals(flame(recording, "--type", "alloc").ok(), ran.ok());
    assertTrue(ran.err().contains("this is its alloc"), ran.err());
  }

  @Test
  void refusesWhatOnlyACollectorKnows() throws Exception {
    String file = write("x.txt", "a;b 3\n".getBytes(StandardCharsets.UTF_8)).toString();
    String[][] wrong = {
      {"flame", "--file", file, "--release", "1"},
      {"flame", "--file", file, "shop"},
      {"flame", "--file", file, "--value", "mean"},
      {"flame", "shop", "--event", "jdk.FileRead"},
      {"flame"}
    };
    for (String[] arguments : wrong) {
      Ran ran = Ran.command(arguments);
      assertEquals(2, ran.exitCode(), ran.err());
      assertEquals(1, ran.err().lines().count(), ran.err());
    }
    Ran event = Ran.command("flame", "--file", file, "--event", "jdk.FileRead");
    assertEquals(4, event.exitCode());
    assertTrue(event.err().contains("collapsed stacks and no events"), event.err());
  }

  @Test
  void showsProgressOnATerminalAlone() throws Exception {
    Path file = write("r.jfr", Recorded.chunks(40, Duration.ofSeconds(1)));

    assertEquals("", flame(file).err());
    Ran watched = Ran.command(Set.of("err"), "flame", "--file", file.toString());
    assertTrue(watched.err().startsWith(WIPED + "reading " + file), watched.err());
    assertTrue(watched.err().endsWith(WIPED), watched.err());
  }

  private static Ran flame(Path file, String... more) {
    String[] arguments =
        Arrays.copyOf(new String[] {"flame", "--file", file.toString()}, 3 + more.length);
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Ran.command(arguments);
  }

  private static String collapsed(String event, Path file, String value) {
    Map<String, Long> lines = new TreeMap<>();
    for (String line : flame(file, "--event", event, "--value", value).ok().lines().toList()) {
      int blank = line.lastIndexOf(' ');
      // Mission Control shows a stack that the recording does not hold as none.
      String stack = line.substring(0, blank).replace("[unresolved]", "[no stack]");
      // Mission Control leaves errors out of the exceptions; the JDK's own reader does not.
      boolean isError =
          event.equals("jdk.JavaExceptionThrow") && stack.contains("java.lang.Error.<init>");
      if (!isError) {
        lines.merge(stack, Long.parseLong(line.substring(blank + 1)), Long::sum);
      }
    }
    return lines.toString().replace(", ", "\n");
  }

  private static String text(Map<String, long[]> stacks, int value) {
    Map<String, Long> lines = new TreeMap<>();
    stacks.forEach(
        (stack, values) -> {
          if (values[value] > 0) {
            lines.put(stack, values[value]);
          }
        });
    return lines.toString().replace(", ", "\n");
  }

  private static long total(Map<String, List<Long>> totals, String type, int at) {
    return totals.getOrDefault(type, List.of(0L, 0L)).get(at);
  }

  /** The frame that has most: any thread of this JVM may have waited for something else once. */
  private static String heaviest(JsonNode flame) {
    JsonNode tree = flame.path("tree");
    int heaviest = 0;
    for (int node = 0; node < tree.path("self").size(); node++) {
      if (tree.path("self").path(node).asLong() > tree.path("self").path(heaviest).asLong()) {
        heaviest = node;
      }
    }
    return tree.path("names").path(tree.path("name").path(heaviest).asInt()).asString("");
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }
}
