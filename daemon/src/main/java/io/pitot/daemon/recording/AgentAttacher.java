package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads the map agent into JVMs that run. After some failures in a row it leaves all others alone:
 * what hurts three JVMs would hurt the next one.
 */
public final class AgentAttacher {
  private static final int MOST_FAILURES = 3;
  private static final int FIRST_JDK_THAT_WARNS = 21;
  private static final String JAR = "pitot-agent";

  private final AgentRule rule;
  private final AtomicInteger failures = new AtomicInteger();

  public AgentAttacher(AgentRule rule) {
    this.rule = rule;
  }

  public boolean wants(FoundJvm jvm) {
    return rule.wants(jvm);
  }

  /** Attaches, which may take a minute, and tells in a few words what came of it. */
  public String attach(FoundJvm jvm) {
    try {
      if (isIn(jvm)) {
        return "the map agent is in it already";
      }
      if (failures.get() >= MOST_FAILURES) {
        return "no map agent: it could not be attached to %d JVMs in a row"
            .formatted(MOST_FAILURES);
      }
      new AttachSocket(jvm).loadAgent(seenBy(jvm), rule.options());
      failures.set(0);
      return jvm.jdk() >= FIRST_JDK_THAT_WARNS
          ? "the map agent is attached; the JVM has printed its warning about that"
          : "the map agent is attached";
    } catch (IOException e) {
      failures.incrementAndGet();
      return "no map agent: " + e.getMessage();
    }
  }

  /** Whether the JVM was started with the agent, or got it later; its hooks may be off. */
  static boolean isIn(FoundJvm jvm) throws IOException {
    return jvm.files().openFiles(".jar").stream().anyMatch(AgentAttacher::isAgent);
  }

  /**
   * Takes all hooks out of the classes of a JVM in which the agent is.
   *
   * @return whether it was in it
   */
  static boolean switchOff(FoundJvm jvm) throws IOException {
    return tell(jvm, "off");
  }

  /**
   * Brings the hooks back that {@link #switchOff} took out.
   *
   * @return whether the agent is in the JVM
   */
  static boolean switchOn(FoundJvm jvm) throws IOException {
    return tell(jvm, "on");
  }

  private static boolean tell(FoundJvm jvm, String word) throws IOException {
    for (String jar : jvm.files().openFiles(".jar")) {
      if (isAgent(jar)) {
        new AttachSocket(jvm).loadAgent(jar, word);
        return true;
      }
    }
    return false;
  }

  private static boolean isAgent(String jar) {
    return jar.substring(jar.lastIndexOf('/') + 1).startsWith(JAR);
  }

  /** The JVM reads classes from the jar later, too, so a copy stays where the JVM is. */
  private String seenBy(FoundJvm jvm) throws IOException {
    if (jvm.files().sharesFileSystem()) {
      return rule.jar().toRealPath().toString();
    }
    String copy = "/tmp/%s-%s.jar".formatted(JAR, TargetFile.prefix(jvm) + jvm.startTicks());
    Path there = jvm.files().seenAs(copy);
    Files.copy(rule.jar(), there);
    TargetFile.giveTo(there, jvm.uid());
    return copy;
  }
}
