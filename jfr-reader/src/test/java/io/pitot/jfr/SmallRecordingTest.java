package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.jfr.ChunkWriter.Element;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Integers of both kinds, strings of all encodings and clocks of all speeds, as JMC reads them. */
class SmallRecordingTest {
  private static final long ARRAYS = 102;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "true, 1000000000",
    "false, 1000000000",
    "true, 2793437129",
    "true, 24000000",
    "false, 999999937"
  })
  void readsWhatMissionControlReads(boolean compressed, long ticksPerSecond) throws Exception {
    Path file = folder.resolve("small.jfr");
    Files.write(file, new SmallRecording(compressed, 2, ticksPerSecond).bytes);
    Rows ours = Rows.read(file);
    assertEquals(MissionControl.read(file, ours), ours.rows());
    assertEquals(2, ours.rows().size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsArraysOfEveryTypeAsMissionControlDoes(boolean compressed) throws Exception {
    ChunkWriter writer = new ChunkWriter(compressed);
    for (int i = 0; i < 10; i++) {
      writer.longValue(1_000 + i);
      arrays(writer, i);
      writer.event(ARRAYS);
    }
    constants(writer);
    writer.metadata(metadata());
    Path file = folder.resolve("arrays.jfr");
    Files.write(file, writer.finish(1_700_000_000_000_000_000L, 1_000_000, 1_000_000_000L));
    Rows ours = Rows.read(file);
    assertEquals(MissionControl.read(file, ours), ours.rows());
    String row = ours.rows().getOrDefault("test.Arrays", Map.of()).keySet().iterator().next();
    assertTrue(row.contains("[app.Main, null] "), row);
    assertTrue(row.contains("[main/1/os/4711] "), row);
    assertTrue(row.endsWith("[app.Main.run:600/INLINED/hidden]"), row);
  }

  /** Arrays of the eight primitives, of strings in all encodings, of classes, threads, stacks. */
  private static void arrays(ChunkWriter writer, int i) {
    writer.intValue(2).bytes(0, 1).intValue(3).bytes(i, 0x80 + i, 0xff);
    writer.intValue(2).shortValue('a' + i).shortValue(0x4e2d).intValue(2);
    writer.shortValue(-i).shortValue(Short.MIN_VALUE).intValue(3).intValue(i).intValue(-i);
    writer.intValue(Integer.MIN_VALUE).intValue(2).longValue(-i).longValue(Long.MIN_VALUE);
    writer.intValue(1).floatValue(i / 3f).intValue(2).doubleValue(i / -7.0).doubleValue(1e300);
    writer.intValue(5).bytes(0, 1).utf8("\u00e9").chars("\ud83d\ude80").latin1("\u00df");
    writer.intValue(2).longValue(1).longValue(99).intValue(1).longValue(1);
    writer.intValue(1).longValue(1);
  }

  private static void constants(ChunkWriter writer) {
    writer.longValue(SmallRecording.SYMBOL).intValue(2);
    writer.longValue(1).utf8("app/Main").longValue(2).utf8("run");
    writer.longValue(SmallRecording.CLASS).intValue(1).longValue(1).longValue(1);
    writer.longValue(SmallRecording.METHOD).intValue(1);
    writer.longValue(1).longValue(1).longValue(2).bytes(1);
    writer.longValue(SmallRecording.FRAME_TYPE).intValue(1).longValue(0).utf8("Inlined");
    writer.longValue(SmallRecording.THREAD).intValue(1).longValue(1);
    writer.utf8("os").longValue(4711).utf8("main").longValue(1);
    writer.longValue(SmallRecording.STACK).intValue(1).longValue(1).bytes(0).intValue(1);
    writer.longValue(1).intValue(600).intValue(3).longValue(0);
    writer.checkpoint(6);
  }

  private static Element metadata() {
    Element root = SmallRecording.metadata();
    List<Element> types = new ArrayList<>(root.children().get(0).children());
    List<Element> fields = new ArrayList<>();
    fields.add(Element.of("field", Map.of("name", "startTime", "class", "6")));
    for (long type = 1; type <= SmallRecording.STRING; type++) {
      if (type <= 8 || type == SmallRecording.STRING) {
        fields.add(array(type, "false"));
      }
    }
    fields.add(array(SmallRecording.CLASS, "true"));
    fields.add(array(SmallRecording.THREAD, "true"));
    fields.add(array(SmallRecording.STACK, "true"));
    String id = Long.toString(ARRAYS);
    Map<String, String> attributes =
        Map.of("id", id, "name", "test.Arrays", "superType", "jdk.jfr.Event");
    types.add(new Element("class", attributes, fields));
    Element all = new Element("metadata", Map.of(), types);
    return new Element("root", Map.of(), List.of(all, root.children().get(1)));
  }

  private static Element array(long type, String constant) {
    String id = Long.toString(type);
    return Element.of(
        "field", Map.of("name", "f" + id, "class", id, "dimension", "1", "constantPool", constant));
  }
}
