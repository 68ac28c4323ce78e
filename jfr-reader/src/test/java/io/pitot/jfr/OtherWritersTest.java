package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmc.flightrecorder.writer.api.Recordings;
import org.openjdk.jmc.flightrecorder.writer.api.Type;
import org.openjdk.jmc.flightrecorder.writer.api.TypeStructureBuilder;
import org.openjdk.jmc.flightrecorder.writer.api.TypedValueBuilder;
import org.openjdk.jmc.flightrecorder.writer.api.Types;

/** Recordings that no JVM wrote. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OtherWritersTest {
  @TempDir Path folder;

  @Test
  void readsWhatMissionControlWrites() throws Exception {
    Path file = folder.resolve("written.jfr");
    try (var recording = Recordings.newRecording(file)) {
      Type type =
          recording.registerEventType(
              "test.Written",
              event ->
                  event
                      .addField("number", Types.Builtin.INT)
                      .addField("text", Types.Builtin.STRING)
                      .addField("ratio", Types.Builtin.DOUBLE));
      for (int i = 0; i < 1000; i++) {
        int number = i;
        recording.writeEvent(
            type.asValue(
                event ->
                    event
                        .putField("startTime", number * 17L)
                        .putField("number", -number)
                        .putField("text", "text " + number % 10)
                        .putField("ratio", number / 3.0)));
      }
    }
    assertEquals(1000, count(Agreement.on(file), "test.Written"));
  }

  @Test
  void readsEveryTypeThatMissionControlWrites() throws Exception {
    Path file = folder.resolve("types.jfr");
    try (var recording = Recordings.newRecording(file)) {
      Type type = recording.registerEventType("test.Types", OtherWritersTest::addFields);
      for (int i = 0; i < 100; i++) {
        int seed = i;
        recording.writeEvent(type.asValue(event -> putFields(event, seed)));
      }
    }
    Map<String, Map<String, Integer>> events = Agreement.on(file);
    assertEquals(100, count(events, "test.Types"));
    String row = events.getOrDefault("test.Types", Map.of()).keySet().iterator().next();
    assertTrue(row.contains("type=app.Main"), row);
    assertTrue(row.contains("stackTrace=[truncated];app.Main.run:12/JIT_COMPILED"), row);
  }

  /** Without arrays: this writer takes them and then fails to write the event. */
  private static void addFields(TypeStructureBuilder event) {
    for (Types.Builtin type : Types.Builtin.values()) {
      event.addField(type.name().toLowerCase(Locale.ROOT) + "Value", type);
    }
    event.addField("type", Types.JDK.CLASS).addField("other", Types.JDK.THREAD);
  }

  @SuppressWarnings("unchecked") // the varargs of putFields are generic
  private static void putFields(TypedValueBuilder event, int i) {
    event.putField("startTime", i * 17L);
    event.putField("byteValue", (byte) i);
    event.putField("charValue", (char) (65 + i));
    event.putField("shortValue", (short) -i);
    event.putField("intValue", -i);
    event.putField("longValue", -5L * i);
    event.putField("floatValue", i / 3f);
    event.putField("doubleValue", i / 3.0);
    event.putField("booleanValue", i % 2 == 0);
    event.putField("stringValue", "\u00e9 " + i % 3);
    event.putField("type", OtherWritersTest::putClass);
    event.putField("other", OtherWritersTest::putThread);
    event.putField("eventThread", OtherWritersTest::putThread);
    event.putField(
        "stackTrace",
        stack ->
            stack
                .putField("truncated", true)
                .putFields("frames", OtherWritersTest::putFrame, OtherWritersTest::putFrame));
  }

  private static void putThread(TypedValueBuilder thread) {
    thread
        .putField("osName", "os")
        .putField("osThreadId", 4711L)
        .putField("javaName", "worker")
        .putField("javaThreadId", 33L);
  }

  private static void putClass(TypedValueBuilder type) {
    type.putField("name", name -> name.putField("string", "app/Main"));
  }

  private static void putFrame(TypedValueBuilder frame) {
    frame
        .putField(
            "method",
            method ->
                method
                    .putField("type", OtherWritersTest::putClass)
                    .putField("name", name -> name.putField("string", "run")))
        .putField("lineNumber", 12)
        .putField("bytecodeIndex", 3)
        .putField("type", type -> type.putField("description", "JIT compiled"));
  }

  static List<Path> jdks() {
    return ChildJvm.jdks();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void readsWhatAsyncProfilerWrites(Path javaHome) throws Exception {
    Path library = folder.resolve("libasyncProfiler.so");
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    String resource = "/linux-" + arch + "/libasyncProfiler.so";
    try (InputStream in = OtherWritersTest.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in), library);
    }
    Path file = folder.resolve("async.jfr");
    String agent = "start,event=itimer,alloc=64k,lock=10us,jfr,file=" + file;
    List<String> options = List.of("-agentpath:" + library + "=" + agent);
    try (ChildJvm jvm = ChildJvm.start(javaHome, options, "3")) {
      jvm.awaitEnd();
    }
    Map<String, Map<String, Integer>> events = Agreement.on(file);
    assertTrue(count(events, "jdk.ExecutionSample") > 0, events.keySet()::toString);
    assertTrue(count(events, "jdk.ObjectAllocationInNewTLAB") > 0, events.keySet()::toString);
  }

  private static int count(Map<String, Map<String, Integer>> events, String type) {
    return events.getOrDefault(type, Map.of()).values().stream().mapToInt(n -> n).sum();
  }
}
