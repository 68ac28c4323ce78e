package io.pitot.agent;

import io.pitot.agent.planted.internal.Unsafe;
import java.lang.instrument.Instrumentation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Defines the planted classes in the boot loader, where the JDK's maps find them. Runs before any
 * class that refers to them loads. They are in the boot loader's module without a name: java.base
 * is made to read that, and to show it, and the agent, the little of its own that they use.
 */
final class Planting implements Consumer<Instrumentation> {
  static final String PLANTED = "io.pitot.agent.planted.";

  private static final String UNSAFE = "jdk.internal.misc";

  /** In the order in which they must be known to each other. */
  private static final List<String> FIRST =
      List.of(
          "Check",
          "Sink",
          "Wait",
          "Operation",
          "Walk",
          "ThreadSlots",
          "Probe",
          "VirtualThreads",
          "Watch$Gate",
          "Watch",
          "Guard",
          "MapHooks$Failing",
          "MapHooks",
          "ConcurrentMapHooks",
          "CheckThenActHooks$Step",
          "CheckThenActHooks");

  private static final Set<String> LATER = new HashSet<>();

  static {
    AgentLoader.leave(new Planting());
  }

  @Override
  public void accept(Instrumentation instrumentation) {
    Module base = Object.class.getModule();
    export(instrumentation, base, Set.of(), Map.of(UNSAFE, Set.of(Planting.class.getModule())));
    Set<Module> boot = Set.of(define(FIRST.get(0)).getModule());
    export(
        instrumentation,
        base,
        boot,
        Map.of(UNSAFE, boot, "jdk.internal.access", boot, "jdk.internal.vm", boot));
    for (String name : FIRST.subList(1, FIRST.size())) {
      define(name);
    }
  }

  private static void export(
      Instrumentation instrumentation,
      Module base,
      Set<Module> reads,
      Map<String, Set<Module>> exports) {
    instrumentation.redefineModule(base, reads, exports, Map.of(), Set.of(), Map.of());
  }

  /** What few JVMs need is planted when it is asked for; one of each in a JVM's life. */
  static synchronized void plantLater(String name) {
    if (LATER.add(name)) {
      define(name);
    }
  }

  private static Class<?> define(String name) {
    byte[] classFile = AgentLoader.classFile(PLANTED + name);
    return Unsafe.getUnsafe()
        .defineClass(PLANTED + name, classFile, 0, classFile.length, null, null);
  }
}
