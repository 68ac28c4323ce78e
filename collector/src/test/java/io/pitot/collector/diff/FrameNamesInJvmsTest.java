package io.pitot.collector.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One program in real JVMs, and the same with a lambda added above: are its stacks the same? */
class FrameNamesInJvmsTest {
  private static final int LIMIT_SECONDS = 120;

  /** Everything that a JVM or javac numbers: lambdas, method references, reflection, proxies. */
  private static final String PROGRAM =
      """
      import java.lang.reflect.InvocationHandler;
      import java.lang.reflect.Proxy;
      import java.util.function.Supplier;
      import java.util.stream.Stream;

      public class Program {
        static class Tick extends jdk.jfr.Event {}

        public static void main(String[] args) throws Exception {
          ADDED
          Runnable plain = () -> tick();
          Runnable reference = Program::tick;
          Supplier<Runnable> nested = () -> () -> tick();
          Runnable inFull =
              new Runnable() {
                public void run() {
                  Stream.of(3, 1, 2).sorted((a, b) -> { tick(); return a - b; }).forEach(n -> tick());
                }
              };
          InvocationHandler handler = (proxy, method, arguments) -> { tick(); return null; };
          Runnable proxy =
              (Runnable)
                  Proxy.newProxyInstance(
                      Program.class.getClassLoader(), new Class<?>[] {Runnable.class}, handler);
          for (int i = 0; i < 40; i++) { // Reflection makes an accessor class after a while.
            plain.run();
            reference.run();
            nested.get().run();
            inFull.run();
            proxy.run();
            Program.class.getDeclaredMethod("tick").invoke(null);
          }
        }

        static void tick() {
          new Tick().commit();
        }
      }
      """;

  private static final String ADDED =
      "Runnable added = () -> System.out.println(); if (args.length > 0) added.run();";

  @TempDir Path directory;

  static Stream<Path> jdks() throws IOException {
    return Jdks.all().stream();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theSameProgramHasTheSameFramesInAnotherJvmAndWithALambdaAddedAbove(Path jdk)
      throws Exception {
    Path plain = compile("plain", "");
    Path first = run(jdk, plain, "first");
    Path again = run(jdk, plain, "again");
    Path other = run(jdk, compile("other", ADDED), "other");

    assertNotEquals(stacks(first, name -> name), stacks(other, name -> name));
    Set<String> comparable = stacks(first, FrameNames::comparable);
    assertTrue(comparable.size() >= 6, comparable.toString());
    assertEquals(comparable, stacks(again, FrameNames::comparable));
    assertEquals(comparable, stacks(other, FrameNames::comparable));
  }

  /** Between JDKs, frames of the JDK differ and are left out of what is compared. */
  @Test
  void theSameProgramHasTheSameFramesOfItsOwnOnEveryJdk() throws Exception {
    Path plain = compile("plain", "");
    Path other = compile("other", ADDED);
    Set<Set<String>> byJdk = new HashSet<>();
    for (Path jdk : Jdks.all()) {
      String name = String.valueOf(jdk.getFileName());
      byJdk.add(ownFrames(stacks(run(jdk, plain, name), FrameNames::comparable)));
      byJdk.add(ownFrames(stacks(run(jdk, other, name + "-other"), FrameNames::comparable)));
    }
    assertEquals(1, byJdk.size(), byJdk.toString());
    assertTrue(byJdk.iterator().next().size() >= 5, byJdk.toString());
  }

  private static Set<String> ownFrames(Set<String> stacks) {
    return stacks.stream()
        .map(
            stack ->
                stack
                    .lines()
                    .filter(frame -> !FrameNames.isJdk(frame))
                    .collect(Collectors.joining("\n")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Path compile(String name, String added) throws IOException {
    Path folder = Files.createDirectory(directory.resolve(name));
    Path source = folder.resolve("Program.java");
    Files.writeString(source, PROGRAM.replace("ADDED", added));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "17", "-d", folder.toString(), source.toString());
    assertEquals(0, failed);
    return folder;
  }

  private Path run(Path jdk, Path classes, String name) throws Exception {
    Path recording = directory.resolve(name + ".jfr");
    Process process =
        new ProcessBuilder(
                jdk.resolve("bin/java").toString(),
                "-XX:StartFlightRecording=filename=" + recording,
                "-cp",
                classes.toString(),
                "Program")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(directory.resolve(name + ".log")));
    return recording;
  }

  /** The stacks of all ticks, each once. */
  private static Set<String> stacks(Path recording, UnaryOperator<String> naming)
      throws IOException {
    Set<String> stacks = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
      if (event.getEventType().getName().equals("Program$Tick")) {
        stacks.add(
            event.getStackTrace().getFrames().stream()
                .map(f -> f.getMethod().getType().getName() + "." + f.getMethod().getName())
                .map(naming)
                .collect(Collectors.joining("\n")));
      }
    }
    return stacks;
  }
}
