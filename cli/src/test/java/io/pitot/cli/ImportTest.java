package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.daemon.importing.FileImport;
import io.pitot.daemon.importing.ImportLabels;
import io.pitot.daemon.importing.InputFile;
import io.pitot.daemon.importing.InputLimits;
import io.pitot.daemon.importing.ProfileSource;
import io.pitot.daemon.importing.ReadProgress;
import io.pitot.daemon.importing.ValueMeaning;
import io.pitot.daemon.ship.ShipConfig;
import io.pitot.daemon.ship.ShipTimings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code pitot import} into a real collector. */
class ImportTest {
  private static final String COLLAPSED = "main;a.B.c;d.E.f 30\nmain;a.B.c 12\n";

  @TempDir Path directory;
  private Collector collector;

  @BeforeEach
  void startCollector() throws Exception {
    collector =
        Collector.start(
            CollectorConfig.defaults(directory.resolve("data"))
                .withHttp("127.0.0.1", 0)
                .withGrpc("127.0.0.1", 0));
  }

  @AfterEach
  void stopCollector() {
    collector.close();
  }

  @Test
  void storesWhatMissionControlReads() throws Exception {
    Path file = write("r.jfr", Recorded.chunk());

    Ran ran = importing(file.toString());

    JsonNode told = ran.json().path("files").path(0);
    assertEquals(0, ran.exitCode(), ran.err());
    assertEquals("", ran.err());
    assertEquals("17", told.path("labels").path("jdk").asString(""));
    assertEquals(
        told.path("windows").path("sent").asLong(),
        told.path("windows").path("acknowledged").asLong());
    assertEquals(MissionControl.profileTotals(file), stored("shop"));
    assertEquals(RecordingFile.readAllEvents(file).size(), told.path("read").asInt());
  }

  @Test
  void changesNothingTheSecondTimeNorUnderAnotherName() throws Exception {
    byte[] recording = Recorded.chunks(3, Duration.ofSeconds(-40));
    importing(write("r.jfr", recording).toString()).ok();
    Map<String, List<Long>> once = stored("shop");

    importing(write("r.jfr", recording).toString()).ok();
    importing(write("copy", gzip(recording)).toString()).ok();

    assertEquals(once, stored("shop"));
  }

  @Test
  void countsBothOfTwoFilesOfOneInstance() throws Exception {
    Path first = write("a.jfr", Recorded.chunk());
    Path second = write("b.jfr", Recorded.moved(Recorded.chunk(), Duration.ofMinutes(-1)));
    Path beside = write("c.jfr", Recorded.moved(Recorded.chunk(), Duration.ofMillis(1)));

    importing(first.toString(), second.toString(), beside.toString(), "--instance", "i-1").ok();

    Map<String, List<Long>> one = MissionControl.profileTotals(first);
    Map<String, List<Long>> three = new TreeMap<>();
    one.forEach((type, total) -> three.put(type, total.stream().map(v -> v * 3).toList()));
    assertEquals(three, stored("shop"));
    assertEquals(1, services().path("services").path(0).path("instances").asInt());
  }

  @Test
  void isBegunAgainAfterItWasCutOff() throws Exception {
    byte[] recording =
        Recorded.moved(Recorded.chunks(12, Duration.ofSeconds(30)), Duration.ofMinutes(-10));
    Path file = write("r.jfr", recording);
    cutOff(file, recording.length / 2);
    Map<String, List<Long>> expected = MissionControl.profileTotals(file);
    Await.until("the part that was sent", () -> !stored("shop").isEmpty());
    assertTrue(total(stored("shop")) < total(expected), "it was cut off before its end");

    importing(file.toString()).ok();

    assertEquals(expected, stored("shop"));
  }

  /** As a kill would: what was spooled by then may have arrived, the rest is never sent. */
  private void cutOff(Path path, long atByte) throws Exception {
    SortedMap<String, String> labels = new TreeMap<>(Map.of("service", "shop", "release", "1.0"));
    ShipConfig config =
        new ShipConfig(
            "127.0.0.1", collector.grpcPort(), null, null, "n", "test", ShipTimings.DEFAULT);
    try (InputFile file = InputFile.open(path, directory, InputLimits.DEFAULT, ReadProgress.NONE);
        FileImport imports =
            FileImport.open(directory.resolve("spool"), config, Duration.ofSeconds(20))) {
      assertThrows(
          CutOff.class,
          () ->
              imports.run(
                  file,
                  ProfileSource.of(file, ValueMeaning.CPU_SAMPLES),
                  new ImportLabels(labels),
                  Optional.empty(),
                  (done, of) -> {
                    if (done > atByte) {
                      awaitStored();
                      throw new CutOff();
                    }
                  }));
    }
  }

  private void awaitStored() {
    try {
      Await.until("what was sent", () -> !stored("shop").isEmpty());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class CutOff extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static long total(Map<String, List<Long>> totals) {
    return totals.values().stream().mapToLong(total -> total.get(0)).sum();
  }

  @Test
  void takesWhatACollectorExports() throws Exception {
    importing(write("r.jfr", Recorded.chunks(2, Duration.ofSeconds(-30))).toString()).ok();
    for (String type : new String[] {"cpu", "alloc", "lock", "park"}) {
      String expected = asking("flame", "shop", "--type", type, "-o", "collapsed").ok();
      for (String format : new String[] {"collapsed", "pprof"}) {
        Path exported = directory.resolve(type + "." + format);
        asking("flame", "shop", "--type", type, "-o", format, "-f", exported.toString()).ok();
        String again = format + "-" + type;

        importing(exported.toString(), "--type", type, "--service", again).ok();

        assertEquals(
            expected, asking("flame", again, "--type", type, "-o", "collapsed").ok(), again);
        assertEquals(
            sum(stored("shop"), type), sum(stored(again), type), again + ": " + stored(again));
      }
      assertEquals(stored("shop").get(type), stored("pprof-" + type).get(type), "counts too");
    }
  }

  private static long sum(Map<String, List<Long>> totals, String type) {
    return totals.getOrDefault(type, List.of(0L, 0L)).get(1);
  }

  @Test
  void putsAFileOfSeveralRecordingsTogether() throws Exception {
    // Forwards and back in time, so that windows get several parts.
    byte[] there = Recorded.chunks(3, Duration.ofSeconds(-15));
    byte[] andBack =
        Recorded.moved(Recorded.chunks(3, Duration.ofSeconds(-15)), Duration.ofSeconds(-1));
    Path file = write("all.jfr", concatenated(there, andBack));

    importing(file.toString()).ok();

    assertEquals(MissionControl.profileTotals(file), stored("shop"));
  }

  @Test
  void takesWhatStandsBeforeTheDamageAndTellsOfIt() throws Exception {
    byte[] two = Recorded.chunks(2, Duration.ofSeconds(-30));
    Path whole = write("one.jfr", Arrays.copyOf(two, two.length / 2));
    Path cut = write("cut.jfr", Arrays.copyOf(two, two.length / 2 + 68 + 100));

    Ran ran = importing(cut.toString());

    assertEquals(1, ran.exitCode(), ran.err());
    assertEquals(MissionControl.profileTotals(whole), stored("shop"));
    String damage =
        ran.json().path("files").path(0).path("damages").path(0).path("what").asString("");
    assertTrue(damage.contains(cut + ", offset "), damage);
    assertTrue(damage.contains("expected"), damage);
  }

  @Test
  void findsAChunkBehindOtherBytes() throws Exception {
    Path sound = write("sound.jfr", Recorded.chunk());
    byte[] zeros = new byte[100];

    Ran ran = importing(write("behind.jfr", concatenated(zeros, Recorded.chunk())).toString());

    assertEquals(1, ran.exitCode(), ran.err());
    assertEquals(MissionControl.profileTotals(sound), stored("shop"));
  }

  @Test
  void takesWhatCameOutOfABrokenGzipStream() throws Exception {
    byte[] two = Recorded.chunks(2, Duration.ofSeconds(-30));
    byte[] packed = gzip(two);
    Path cut = write("cut.jfr.gz", Arrays.copyOf(packed, packed.length * 3 / 4));
    Path whole = write("one.jfr", Arrays.copyOf(two, two.length / 2));

    Ran ran = importing(cut.toString());

    assertEquals(1, ran.exitCode(), ran.err());
    assertTrue(ran.out().contains("the gzip stream ends"), ran.out());
    Map<String, List<Long>> atLeast = MissionControl.profileTotals(whole);
    Map<String, List<Long>> stored = stored("shop");
    atLeast.forEach(
        (type, total) ->
            assertTrue(stored.getOrDefault(type, List.of(0L)).get(0) >= total.get(0), stored + ""));
  }

  @Test
  void movesARecordingInTime() throws Exception {
    byte[] recording =
        Recorded.moved(Recorded.chunks(2, Duration.ofSeconds(30)), Duration.ofDays(-400));
    Path file = write("old.jfr", recording);
    Instant at = Instant.now().minus(Duration.ofMinutes(20));

    JsonNode told = importing(file.toString(), "--at", at.toString()).json().path("files").path(0);
    importing(file.toString(), "--at", at.toString()).ok();

    assertEquals(MissionControl.profileTotals(file), stored("shop"));
    long fromMillis = told.path("fromMillis").asLong();
    assertTrue(
        Math.abs(fromMillis - at.toEpochMilli()) <= 10_000, fromMillis + " is not about " + at);
  }

  @Test
  void saysClearlyThatTheCollectorKeepsNothingSoOld() throws Exception {
    Path file = write("old.jfr", Recorded.moved(Recorded.chunk(), Duration.ofDays(-2)));

    Ran ran = importing(file.toString(), "-o", "text");

    assertEquals(3, ran.exitCode(), ran.err());
    assertTrue(ran.out().contains("older than the 24 h that are kept"), ran.out());
    assertTrue(ran.out().contains("--at now-1h"), ran.out());
    assertTrue(ran.out().contains("0 acknowledged"), ran.out());
    assertTrue(stored("shop").isEmpty());
  }

  @Test
  void readsStandardInput() throws Exception {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(gzip(utf8(COLLAPSED))));
      assertEquals(2, importing("-").exitCode());
      System.setIn(new ByteArrayInputStream(gzip(utf8(COLLAPSED))));
      importing("-", "--at", "now-2m").ok();
    } finally {
      System.setIn(before);
    }

    assertEquals(Map.of("cpu", List.of(42L, 42L)), stored("shop"));
  }

  @Test
  void takesTheTimeOfCollapsedStacksFromTheFile() throws Exception {
    Path file = write("x.txt", utf8(COLLAPSED));
    Instant changed = Instant.now().minus(Duration.ofMinutes(31));
    Files.setLastModifiedTime(file, FileTime.from(changed));

    JsonNode told = importing(file.toString(), "--type", "alloc").json().path("files").path(0);
    importing(file.toString(), "--type", "alloc").ok();

    assertEquals(Map.of("alloc", List.of(2L, 42L)), stored("shop"));
    assertEquals(changed.toEpochMilli() / 10_000 * 10_000, told.path("fromMillis").asLong());
  }

  @Test
  void leavesOutLinesThatAreNoStacks() throws Exception {
    Path file = write("x.txt", utf8(COLLAPSED + "garbage\nmain;x 1.5\nmain;y 0\n"));

    Ran ran = importing(file.toString(), "-o", "text");

    assertEquals(1, ran.exitCode());
    assertTrue(ran.out().contains("5 lines read, 2 kept"), ran.out());
    assertTrue(ran.out().contains("line 3: no value in 'garbage'"), ran.out());
    assertEquals(Map.of("cpu", List.of(42L, 42L)), stored("shop"));
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    assertFails(4, "no such file", directory.resolve("nope").toString());
    assertFails(2, "is a directory", directory.toString());
    assertFails(3, "is empty", write("empty", new byte[0]).toString());
    assertFails(3, "holds JSON", write("a.json", utf8("{\"a\":1}")).toString());
    assertFails(
        3, "text that begins with 'hello world'", write("t", utf8("hello world\n")).toString());
    assertFails(3, "a ZIP or JAR archive", write("z", utf8("PK\003\004rest")).toString());
    assertFails(3, "cut short", write("f", utf8("FLR\0\0\2")).toString());
    byte[] chunk = Recorded.chunk();
    Path half = write("half.jfr", Arrays.copyOf(chunk, chunk.length / 8));
    assertFails(3, half + ", offset ", half.toString());
    assertFails(3, "gzip", write("g.gz", Arrays.copyOf(gzip(utf8(COLLAPSED)), 9)).toString());
    assertFails(3, "zstd -d", write("z.zst", bytes(0x28, 0xb5, 0x2f, 0xfd, 1)).toString());
    assertFails(3, "xz -d", write("x.xz", bytes(0xfd, '7', 'z', 'X', 'Z', 0)).toString());
    assertFails(3, "lz4 -d", write("l.lz4", bytes(4, '"', 'M', 0x18, 1)).toString());
    assertFails(3, "a Java class", write("C.class", bytes(0xca, 0xfe, 0xba, 0xbe)).toString());
    assertFails(3, "UTF-16", write("u.txt", bytes(0xff, 0xfe, 'a', 0)).toString());
    assertTrue(stored("shop").isEmpty());
  }

  @Test
  void importsTheOthersWhereSomeFilesCannotBeUsed() throws Exception {
    Path good = write("good.txt", utf8(COLLAPSED));
    Path text = write("t", utf8("hello world\n"));
    String missing = directory.resolve("nope").toString();

    Ran ran = importing(missing, good.toString(), text.toString(), directory.toString());

    assertEquals(1, ran.exitCode(), ran.err());
    assertEquals(3, ran.err().lines().count(), ran.err());
    assertEquals(Map.of("cpu", List.of(42L, 42L)), stored("shop"));
    assertEquals(missing, ran.json().path("failed").path(0).path("file").asString(""));
    assertEquals(3, ran.json().path("failed").size());
    assertFalse(ran.json().path("complete").asBoolean(true));
    assertEquals(3, importing(missing, text.toString()).exitCode(), "two reasons");
    assertEquals(4, importing(missing, missing).exitCode(), "one reason");
  }

  @Test
  void changesNothingTheSecondTimeAfterTheCollectorRanAgain() throws Exception {
    Path file = write("r.jfr", Recorded.chunks(2, Duration.ofSeconds(-30)));
    importing(file.toString()).ok();
    Map<String, List<Long>> once = stored("shop");
    collector.close();
    startCollector();

    importing(file.toString()).ok();
    assertEquals(once, stored("shop"));

    importing(file.toString(), "--label", "node=n3").ok();
    Map<String, List<Long>> twice = new TreeMap<>();
    once.forEach((type, total) -> twice.put(type, total.stream().map(v -> v * 2).toList()));
    assertEquals(twice, stored("shop"), "other labels are another JVM");
  }

  @Test
  void takesCollapsedStacksAsToolsWriteThem() throws Exception {
    String text =
        "\ufeffmain;a 1\r\nmain; b ;c.d(int, long) 2  \r\n\r\n  main;x\t4\r\nmain;\u00fcn;\u65e5 5";
    importing(write("x.txt", gzip(utf8(text))).toString()).ok();

    List<String> lines = asking("flame", "shop", "-o", "collapsed").ok().lines().sorted().toList();
    assertEquals(
        List.of("main; b ;c.d(int, long) 2", "main;a 1", "main;x 4", "main;\u00fcn;\u65e5 5"),
        lines);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void saysThatTheCollectorIsAwayOrRefuses() throws Exception {
    Path file = write("x.txt", utf8(COLLAPSED));

    Ran ran =
        Ran.command(
            "import",
            file.toString(),
            "--service",
            "s",
            "--release",
            "1",
            "--ingest",
            "127.0.0.1:1");

    assertEquals(3, ran.exitCode());
    assertTrue(ran.err().contains("Connection refused"), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
  }

  private void assertFails(int exitCode, String says, String... files) {
    Ran ran = importing(files);
    assertEquals(exitCode, ran.exitCode(), ran.err());
    assertTrue(ran.err().contains(says), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertEquals("", ran.out());
  }

  private Ran importing(String... arguments) {
    List<String> all = new ArrayList<>(List.of("import"));
    if (!Arrays.asList(arguments).contains("-o")) {
      all.addAll(List.of("-o", "json"));
    }
    all.addAll(List.of(arguments));
    all.addAll(List.of("--release", "1.0"));
    if (!all.contains("--service")) {
      all.addAll(List.of("--service", "shop"));
    }
    all.addAll(List.of("--ingest", "127.0.0.1:" + collector.grpcPort()));
    return Ran.command(all.toArray(String[]::new));
  }

  /** Count and sum by type. */
  private Map<String, List<Long>> stored(String service) {
    Ran ran = asking("types", service);
    Map<String, List<Long>> totals = new TreeMap<>();
    if (ran.exitCode() == 4) {
      return totals;
    }
    ran.ok();
    for (JsonNode type : ran.json().path("types")) {
      totals.put(
          type.path("type").asString(""),
          List.of(type.path("count").asLong(), type.path("sum").asLong()));
    }
    return totals;
  }

  private JsonNode services() {
    return asking("services").json();
  }

  private Ran asking(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("-o")) {
      all.addAll(List.of("-o", "json"));
    }
    all.addAll(List.of("--collector", "http://127.0.0.1:" + collector.httpPort()));
    return Ran.command(all.toArray(String[]::new));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] concatenated(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
