package io.pitot.agent;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Defines the planted classes inside java.base. Runs before any class that refers to them loads.
 */
public final class Planting {
  /** In the order in which they must be known to each other's verification. */
  private static final List<String> PLANTED =
      List.of(
          "Check",
          "Sink",
          "Wait",
          "Operation",
          "ThreadSlots",
          "Probe",
          "Watch$Gate",
          "Watch",
          "Guard",
          "MapHooks$Failing",
          "MapHooks",
          "ConcurrentMapHooks",
          "CheckThenActHooks");

  private Planting() {}

  public static void plant(Instrumentation instrumentation)
      throws ClassNotFoundException, IllegalAccessException {
    Module agent = Planting.class.getModule();
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.util", Set.of(agent)),
        Set.of(),
        Map.of());
    MethodHandles.Lookup lookup =
        MethodHandles.privateLookupIn(HashMap.class, MethodHandles.lookup());
    for (String name : PLANTED) {
      byte[] classFile = AgentLoader.classFile("io.pitot.agent.planted." + name);
      if (classFile == null) {
        throw new ClassNotFoundException(name + " is not in the agent's jar");
      }
      lookup.defineClass(classFile);
    }
  }
}
