package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code pitot diff --files}, without any collector. */
class FileDiffTest {
  private static final int LEAVES = 40;

  @TempDir Path directory;

  @Test
  void oneJvmOfEachTellsTheDifferenceAndNoVerdict() throws Exception {
    Path base = collapsed("a.txt", 1, 100);
    Path candidate = collapsed("b.txt", 2, 900);

    Ran ran = diff(base, candidate);
    JsonNode json = diff(base, candidate, "-o", "json").json();

    assertEquals(0, ran.exitCode(), ran.err());
    assertTrue(ran.out().startsWith("files " + base + " (1 instance) -> "), ran.out());
    assertEquals("INCONCLUSIVE", json.path("verdict").asString());
    assertTrue(ran.out().contains("not whether the release made them differ"), ran.out());
    assertTrue(ran.out().contains("regression: shop.Cart.total costs more"), ran.out());
    assertTrue(ran.out().contains("too short, or too few events, to tell"), ran.out());
    assertEquals(2, json.path("files").size());
    assertEquals("shop.Cart.total", json.path("findings").path(0).path("frame").asString());
  }

  @Test
  void threeJvmsOfEachMakeAVerdict() throws Exception {
    Files.createDirectory(directory.resolve("base"));
    for (int i = 0; i < 3; i++) {
      collapsed("base/" + i + ".txt", i, 400);
      collapsed("same" + i + ".txt", 10 + i, 400);
      collapsed("worse" + i + ".txt", 20 + i, 1400);
    }
    Path base = directory.resolve("base");

    JsonNode worse = diff(base, list("worse"), "-o", "json").json();
    JsonNode same = diff(base, list("same"), "-o", "json").json();

    assertEquals("FAIL", worse.path("verdict").asString(), worse.path("reason").asString());
    assertEquals(3, worse.path("base").path("instances").asInt());
    assertEquals("shop.Cart.total", worse.path("findings").path(0).path("frame").asString());
    assertEquals(0, same.path("findings").size());
  }

  @Test
  void takesEachKindOfFileByItsContent() throws Exception {
    Path recording = write("r.jfr", Recorded.chunk());
    Path later = write("later.jfr.gz", gzip(Recorded.moved(Recorded.chunk(), Duration.ofHours(1))));
    Path pprof = directory.resolve("r.pb.gz");
    Path text = directory.resolve("r.txt");
    Ran.command(
            "flame",
            "--file",
            recording.toString(),
            "--type",
            "alloc",
            "-o",
            "pprof",
            "-f",
            pprof.toString())
        .ok();
    Files.writeString(
        text, Ran.command("flame", "--file", recording.toString(), "--type", "alloc").ok());

    for (Path other : new Path[] {later, pprof, text}) {
      JsonNode diff = diff(recording, other, "--type", "alloc", "-o", "json").json();
      assertEquals(
          diff.path("base").path("total").asLong(),
          diff.path("candidate").path("total").asLong(),
          other.toString());
      assertEquals(0, diff.path("findings").size(), other + ": " + diff.path("findings"));
    }
    String ofOneJvm = diff(recording, later, "--type", "alloc").ok();
    assertTrue(ofOneJvm.contains("recordings of one JVM (pid "), ofOneJvm);
    Ran bothOfOneJvm =
        diff(Path.of(recording + "," + later), text, "--type", "alloc", "-o", "json");
    assertEquals(1, bothOfOneJvm.json().path("base").path("instances").asInt());
  }

  @Test
  void comparesWhatCanBeReadOfADamagedFile() throws Exception {
    byte[] two = Recorded.chunks(2, Duration.ofSeconds(7));
    Path whole = write("one.jfr", Arrays.copyOf(two, two.length / 2));
    Path cut = write("cut.jfr", Arrays.copyOf(two, two.length / 2 + 2_000));

    Ran ran = diff(whole, cut, "--type", "alloc", "-o", "json");

    assertEquals(0, ran.exitCode());
    assertTrue(ran.err().startsWith("damaged: " + cut + ", offset "), ran.err());
    JsonNode json = ran.json();
    assertEquals(
        json.path("base").path("total").asLong(), json.path("candidate").path("total").asLong());
    assertTrue(json.path("files").path(1).path("damages").size() > 0);
    assertTrue(json.path("notes").toString().contains("is damaged in "), json.path("notes") + "");
  }

  @Test
  void writesOnePageThatNeedsNothingElse() throws Exception {
    String page = diff(collapsed("a.txt", 1, 100), collapsed("b.txt", 2, 900), "-o", "html").ok();

    assertTrue(page.contains("shop.Cart.total"), "the frames are in it");
    assertFalse(page.matches("(?s).*<(script|link|img)[^>]+(src|href)=.*"), "nothing is fetched");
  }

  @Test
  void saysInOneLineWhatCannotBeCompared() throws Exception {
    Path recording = write("r.jfr", Recorded.chunk());
    Path copy = write("copy.jfr.gz", gzip(Recorded.chunk()));
    Path text = collapsed("a.txt", 1, 100);
    Path garbage = write("g.bin", new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    check(2, "same content", diff(recording, copy));
    check(2, "same content", diff(text, text));
    check(4, "has no map_resize, it holds ", diff(recording, text, "--type", "map_resize"));
    check(4, "no such file", diff(recording, directory.resolve("nope.jfr")));
    check(3, "g.bin holds ", diff(recording, garbage));
    check(2, "two sides", Ran.command("diff", "--files", recording.toString()));
    check(2, "--match is about a collector", diff(recording, text, "--match", "{jdk=\"17\"}"));
    check(2, "expected SERVICE BASE CANDIDATE", Ran.command("diff", "shop", "1.0"));
    check(2, "labels and times", diff(recording, text, "--base-match", "{jdk=\"17\"}"));
    check(4, "there is no file in the folder", diff(recording, emptyFolder()));
  }

  private static void check(int exitCode, String says, Ran ran) {
    assertEquals(exitCode, ran.exitCode(), ran.err());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains(says), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  private static Ran diff(Path base, Path candidate, String... more) {
    String[] arguments =
        Arrays.copyOf(
            new String[] {"diff", "--files", base.toString(), candidate.toString()},
            4 + more.length);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Ran.command(arguments);
  }

  private Path list(String name) {
    Path first = directory.resolve(name);
    return Path.of(first + "0.txt," + first + "1.txt," + first + "2.txt");
  }

  private Path emptyFolder() throws IOException {
    return Files.createDirectories(directory.resolve("empty"));
  }

  /** A shop whose instances differ a little, and one frame of which costs what is asked. */
  private Path collapsed(String name, long seed, int cartSamples) throws IOException {
    Random random = new Random(seed);
    StringBuilder lines = new StringBuilder();
    for (int leaf = 0; leaf < LEAVES; leaf++) {
      lines.append(
          "java.lang.Thread.run;shop.Server.serve;shop.L%d.work %d\n"
              .formatted(leaf, 400 + random.nextInt(40)));
    }
    lines.append("java.lang.Thread.run;shop.Server.serve;shop.Cart.total ").append(cartSamples);
    return write(name, (lines + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
