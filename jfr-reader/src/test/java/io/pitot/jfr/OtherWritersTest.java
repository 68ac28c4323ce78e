package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.flightrecorder.writer.api.Recordings;
import org.openjdk.jmc.flightrecorder.writer.api.Type;
import org.openjdk.jmc.flightrecorder.writer.api.Types;

/** Recordings that no JVM wrote. */
@Timeout(120)
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
  void readsWhatAsyncProfilerWrites() throws Exception {
    Path library = folder.resolve("libasyncProfiler.so");
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
    String resource = "/linux-" + arch + "/libasyncProfiler.so";
    try (InputStream in = OtherWritersTest.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in), library);
    }
    Path file = folder.resolve("async.jfr");
    String agent = "start,event=itimer,alloc=64k,lock=10us,jfr,file=" + file;
    Path javaHome = Path.of(System.getProperty("java.home"));
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
