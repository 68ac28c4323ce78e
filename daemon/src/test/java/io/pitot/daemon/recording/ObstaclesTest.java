package io.pitot.daemon.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.ControlGroup;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.jvm.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObstaclesTest {
  private static final long HOUR = 3_600_000;

  @Test
  void aWarmJvmWouldStallAndAYoungOneNot() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      FoundJvm found = Found.of(jvm).withJdk(17);
      assertEquals(Optional.empty(), stall(found));
      Refusal refusal = stall(Found.aged(found, HOUR)).orElseThrow();
      assertTrue(refusal.remedy().contains("pitot up --pid " + jvm.pid() + " --yes"));
      assertEquals(Optional.empty(), stall(Found.aged(found.withJdk(25), HOUR)));
    }
  }

  @Test
  void aJvmThatIsStoppedIsNotAttachedTo() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      FoundJvm found = Found.of(jvm);
      assertEquals(Optional.empty(), Obstacles.find(found));
      jvm.signal("STOP");
      await(() -> Obstacles.find(found).isPresent());
      Refusal refusal = Obstacles.find(found).orElseThrow();
      assertTrue(refusal.mayPass() && refusal.remedy().contains("kill -CONT " + jvm.pid()));
      jvm.signal("CONT");
    }
  }

  @ParameterizedTest
  @EnumSource(ControlGroup.Kind.class)
  void aJvmInAFrozenGroupIsNotAttachedTo(ControlGroup.Kind kind) throws Exception {
    try (ChildJvm jvm = ChildJvm.launch();
        ControlGroup group = made(kind)) {
      FoundJvm found = Found.of(jvm);
      group.add(jvm);
      assertEquals(Optional.empty(), Obstacles.find(found));
      group.freeze();
      await(() -> Obstacles.find(found).isPresent());
      Refusal refusal = Obstacles.find(found).orElseThrow();
      assertTrue(refusal.mayPass() && refusal.reason().contains("is frozen"), refusal::toString);
      AttachException leftAlone =
          assertThrows(AttachException.class, () -> new Recorder().isRunning(found));
      assertTrue(String.valueOf(leftAlone.getMessage()).contains("is frozen"), leftAlone::toString);
      group.thaw();
      await(() -> Obstacles.find(found).isEmpty());
      assertFalse(new Recorder().isRunning(found));
    }
  }

  private static ControlGroup made(ControlGroup.Kind kind) {
    try {
      return ControlGroup.make(kind);
    } catch (IOException e) {
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void aWarmJvmThatIsRecordedAlreadyDoesNotStall() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch()) {
      jvm.jcmd("JFR.start");
      FoundJvm found = Found.aged(Found.of(jvm).withJdk(17), HOUR);
      assertEquals(Optional.empty(), stall(found));
    }
    try (ChildJvm jvm = ChildJvm.launch("-XX:StartFlightRecording=disk=false")) {
      FoundJvm found = Found.aged(Found.of(jvm).withJdk(17), HOUR);
      assertEquals(Optional.empty(), stall(found));
    }
  }

  @Test
  void onlyAnAgentThatCanRetransformSparesAWarmJvmTheStall(@TempDir Path folder) throws Exception {
    Path can = agent(folder.resolve("can.jar"), "true");
    Path cannot = agent(folder.resolve("cannot.jar"), "false");
    try (ChildJvm spared = ChildJvm.launch("-javaagent:" + can);
        ChildJvm notSpared = ChildJvm.launch("-javaagent:" + cannot + "=option")) {
      assertEquals(Optional.empty(), stall(Found.aged(Found.of(spared).withJdk(17), HOUR)));
      assertTrue(stall(Found.aged(Found.of(notSpared).withJdk(17), HOUR)).isPresent());
    }
  }

  @Test
  void aFullFileSystemIsRefused(@TempDir Path folder) {
    assertEquals(Optional.empty(), FreeSpace.check(folder, "/tmp"));
    Refusal refusal = FreeSpace.check(Path.of("/proc"), "/tmp").orElseThrow();
    assertTrue(refusal.mayPass());
    assertTrue(refusal.reason().contains("/tmp has 0 MB free, less than 256 MB"));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadlineNanos < 0, "not within two minutes");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static Optional<Refusal> stall(FoundJvm jvm) {
    return Obstacles.findStall(jvm, Obstacles.WARM_AFTER);
  }

  private static Path agent(Path jar, String canRetransform) throws Exception {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", Program.class.getName());
    attributes.putValue("Can-Retransform-Classes", canRetransform);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      String name = Program.class.getName().replace('.', '/') + ".class";
      out.putNextEntry(new JarEntry(name));
      Files.copy(Path.of(ChildJvm.testClasses()).resolve(name), out);
    }
    return jar;
  }
}
