package io.pitot.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.OtherUser;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.recording.WarmPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class JvmListingTest {
  /** Lists the JVM with this pid, for a test that runs it as another user. */
  public static void main(String[] args) throws IOException {
    TargetRules rules = TargetRules.pids(Set.of(Integer.valueOf(args[0])));
    JvmListing listing = JvmListing.ofThisMachine("here", rules, WarmPolicy.NEVER);
    for (JvmListing.Entry entry : listing.jvms()) {
      System.out.println(entry.jvm().identity().labels().get("service"));
      System.out.println(entry.refusal().map(Refusal::reason).orElse("none"));
    }
    System.out.println(listing.unreadable() > 0 ? "some unreadable" : "all readable");
  }

  @Test
  void listsWhatWouldBeRecorded() throws Exception {
    try (ChildJvm jvm = ChildJvm.launch("-Dservice.name=cart");
        ChildJvm closed = ChildJvm.launch("-XX:+DisableAttachMechanism")) {
      TargetRules rules = TargetRules.pids(Set.of(jvm.pid(), closed.pid()));
      JvmListing listing = JvmListing.ofThisMachine("here", rules, WarmPolicy.NEVER);
      assertEquals(2, listing.jvms().size());
      for (JvmListing.Entry entry : listing.jvms()) {
        boolean isOpen = entry.jvm().pid() == jvm.pid();
        assertEquals(isOpen, entry.refusal().isEmpty());
      }
    }
  }

  @Test
  @EnabledIf("io.pitot.daemon.jvm.OtherUser#mayLaunch")
  void anOrdinaryUserIsToldWhoseJvmItIs(@TempDir Path folder) throws Exception {
    Path mainClasses =
        Path.of(Daemon.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String classes = OtherUser.readable(folder, mainClasses, Path.of(ChildJvm.testClasses()));
    try (ChildJvm jvm = ChildJvm.launch("-Dservice.name=cart")) {
      Process listing =
          new ProcessBuilder(
                  OtherUser.command(
                      "-cp", classes, JvmListingTest.class.getName(), Integer.toString(jvm.pid())))
              .redirectErrorStream(true)
              .start();
      String output = new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(output.contains("cart\nit runs as another user (uid 0)\nsome unreadable"), output);
    }
  }
}
