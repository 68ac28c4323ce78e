package io.pitot.daemon.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.daemon.jvm.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiscoveryTest {
  /** The kernel tells starts in hundredths of a second, and when it was booted in seconds. */
  private static final long COARSE_MILLIS = 2_000;

  @ParameterizedTest
  @MethodSource("io.pitot.daemon.jvm.Jdks#all")
  void findsJvmsThatPublishNothing(Path javaHome) throws IOException {
    long beganMillis = System.currentTimeMillis();
    try (ChildJvm open = ChildJvm.launch(javaHome);
        ChildJvm hidden = ChildJvm.launch(javaHome, "-XX:-UsePerfData")) {
      FoundJvm seen = find(open.pid());
      FoundJvm alsoSeen = find(hidden.pid());
      String expected = Files.readString(javaHome.resolve("release"));
      assertTrue(expected.contains("JAVA_VERSION=\"" + seen.jdk()), expected);
      assertEquals(seen.jdk(), alsoSeen.jdk());
      assertEquals(Program.class.getName(), alsoSeen.main());
      for (FoundJvm jvm : List.of(seen, alsoSeen)) {
        assertTrue(jvm.jvmStartMillis() > beganMillis - COARSE_MILLIS, jvm::toString);
        assertTrue(jvm.jvmStartMillis() < System.currentTimeMillis() + COARSE_MILLIS);
      }
    }
  }

  @Test
  void takesNamesFromTheRealEnvironment() throws IOException {
    Map<String, String> environment =
        Map.of(
            "OTEL_SERVICE_NAME", "shop",
            "OTEL_RESOURCE_ATTRIBUTES",
                "service.version=1.1,service.instance.id=shop-2,deployment.environment.name=a%20b",
            "DATABASE_PASSWORD", "hunter2");
    try (ChildJvm jvm = ChildJvm.launch(Jdks.current(), environment, "-Dpassword=hunter2")) {
      FoundJvm found = find(jvm.pid());
      Map<String, String> labels = new TreeMap<>(found.identity().labels());
      // Of the machine that runs this test.
      labels.keySet().removeIf(name -> name.matches("container\\.id|k8s\\..*"));
      assertEquals(
          Map.of(
              "service", "shop",
              "release", "1.1",
              "instance", "shop-2",
              "node", "here",
              "jdk", Integer.toString(found.jdk()),
              "deployment.environment.name", "a b"),
          labels);
      assertTrue(found.identity().id().startsWith("here/" + jvm.pid() + "/"));
      assertFalse(found.toString().contains("hunter2"));
    }
  }

  @Test
  void findsAScriptThatBecameAJvm(@TempDir Path folder) throws IOException, InterruptedException {
    Path go = folder.resolve("go");
    String java = Jdks.current().resolve("bin/java").toString();
    String script =
        "while [ ! -e %s ]; do sleep 0.05; done; exec %s -Xmx64m -cp %s %s"
            .formatted(go, java, ChildJvm.testClasses(), Program.class.getName());
    Process shell = new ProcessBuilder("/bin/sh", "-c", script).start();
    try {
      Discovery discovery = new Discovery("here", TargetRules.ALL);
      assertTrue(find(discovery, (int) shell.pid()).isEmpty());
      Files.createFile(go);
      Optional<FoundJvm> found = Optional.empty();
      long deadlineNanos = System.nanoTime() + 120_000_000_000L;
      while (found.isEmpty() && System.nanoTime() < deadlineNanos) {
        Thread.sleep(50);
        found = find(discovery, (int) shell.pid());
      }
      assertTrue(found.isPresent(), "the JVM was not found within two minutes");
    } finally {
      shell.destroyForcibly().waitFor();
    }
  }

  @Test
  void readsArgumentFiles(@TempDir Path folder) throws IOException {
    Path arguments = Files.writeString(folder.resolve("options"), "-Dotel.service.name=filed\n");
    try (ChildJvm jvm = ChildJvm.launch("@" + arguments)) {
      assertEquals("filed", find(jvm.pid()).identity().labels().get("service"));
    }
  }

  @Test
  void rulesSayWhyAJvmIsNotWanted() throws IOException {
    try (ChildJvm jvm = ChildJvm.launch("-Dservice.name=cart", "-Dteam=red")) {
      int pid = jvm.pid();
      assertEquals("", find(pid).exclusion());
      assertEquals("", find(pid, include("^cart$")).exclusion());
      assertEquals("", find(pid, include("team=red")).exclusion());
      assertEquals("", find(pid, include("jvm.Program$")).exclusion());
      assertEquals("not included by the rule shop", find(pid, include("shop")).exclusion());
      assertEquals(
          "excluded by the rule cart",
          find(
                  pid,
                  new TargetRules(
                      Set.of(pid),
                      Optional.of(Pattern.compile("cart")),
                      Optional.of(Pattern.compile("cart")),
                      false))
              .exclusion());
      assertEquals(
          "not among the pids asked for", find(pid, TargetRules.pids(Set.of(1))).exclusion());
    }
    assertEquals("this is Pitot itself", find((int) ProcessHandle.current().pid()).exclusion());
  }

  @Test
  @EnabledIf("mayMakeNamespaces")
  void findsJvmsInOtherNamespaces() throws IOException {
    // Nobody else's JVM on this machine has it.
    String service = "contained-" + ProcessHandle.current().pid();
    List<String> command =
        List.of(
            "unshare",
            "--pid",
            "--fork",
            "--mount-proc",
            Jdks.current().resolve("bin/java").toString(),
            "-Dservice.name=" + service,
            "-cp",
            ChildJvm.testClasses(),
            Program.class.getName());
    try (ChildJvm unshare = ChildJvm.start(command, Map.of())) {
      FoundJvm inside =
          new Discovery("here", TargetRules.ALL)
              .scan().jvms().stream()
                  .filter(jvm -> service.equals(jvm.identity().labels().get("service")))
                  .findFirst()
                  .orElseThrow();
      assertTrue(inside.pid() != unshare.pid());
      assertEquals(1, inside.namespacePid());
      ProcessHandle.of(inside.pid()).orElseThrow().destroyForcibly();
    }
  }

  static boolean mayMakeNamespaces() throws IOException, InterruptedException {
    try {
      return new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }

  private static TargetRules include(String regex) {
    return new TargetRules(Set.of(), Optional.of(Pattern.compile(regex)), Optional.empty(), false);
  }

  private static FoundJvm find(int pid) throws IOException {
    return find(pid, TargetRules.ALL);
  }

  private static FoundJvm find(int pid, TargetRules rules) throws IOException {
    return find(new Discovery("here", rules), pid).orElseThrow();
  }

  private static Optional<FoundJvm> find(Discovery discovery, int pid) throws IOException {
    return discovery.scan().jvms().stream().filter(jvm -> jvm.pid() == pid).findFirst();
  }
}
