package io.pitot.agent;

import java.lang.instrument.Instrumentation;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the JVM enters the agent. Compiled for Java 8 and catching everything: whatever goes wrong
 * here, the JVM runs on without the agent.
 */
public final class PitotAgent {
  private static final int OLDEST_JAVA = 17;

  private static @Nullable BiFunction<String, Instrumentation, Consumer<String>> loader;
  private static @Nullable Consumer<String> agent;

  /** Of the latest start; null before it. */
  private static @Nullable String lastOptions;

  private PitotAgent() {}

  public static void premain(@Nullable String options, Instrumentation instrumentation) {
    start(options, instrumentation);
  }

  /**
   * Live attach. The option {@code off} takes every hook out of the JVM again, {@code on} brings
   * them back as they were if they are off, {@code shapes} has the shapes of the maps written now.
   */
  public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
    if (options != null && (options.equals("off") || options.equals("shapes"))) {
      tell(options);
    } else if (options != null && options.equals("on")) {
      startAgain(instrumentation);
    } else {
      start(options, instrumentation);
    }
  }

  private static synchronized void start(
      @Nullable String options, Instrumentation instrumentation) {
    if (agent != null) {
      System.err.println("pitot-agent: runs here already; the second request is ignored");
      return;
    }
    lastOptions = options == null ? "" : options;
    try {
      if (javaVersion() < OLDEST_JAVA) {
        System.err.println(
            "pitot-agent: needs Java 17 or newer, this is "
                + System.getProperty("java.version")
                + "; nothing is instrumented");
        return;
      }
      if (loader == null) {
        loader = loader();
      }
      agent = loader.apply(options == null ? "" : options, instrumentation);
    } catch (Throwable failure) {
      System.err.println("pitot-agent: nothing is instrumented: " + failure);
    }
  }

  /** What the class leaves when it is initialised; it says why. */
  @SuppressWarnings("unchecked")
  private static BiFunction<String, Instrumentation, Consumer<String>> loader()
      throws ClassNotFoundException {
    Class.forName("io.pitot.agent.AgentLoader");
    return (BiFunction<String, Instrumentation, Consumer<String>>)
        Objects.requireNonNull(System.getProperties().remove("io.pitot.agent.loader"));
  }

  private static synchronized void startAgain(Instrumentation instrumentation) {
    if (agent == null && lastOptions != null) {
      start(lastOptions, instrumentation);
    }
  }

  private static synchronized void tell(String word) {
    if (agent == null) {
      System.err.println("pitot-agent: does not run here");
      return;
    }
    try {
      agent.accept(word);
      if (word.equals("off")) {
        agent = null;
      }
    } catch (Throwable failure) {
      System.err.println("pitot-agent: " + word + " failed: " + failure);
    }
  }

  private static int javaVersion() {
    String version = System.getProperty("java.specification.version", "0");
    int dot = version.indexOf('.');
    return Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
  }
}
