package io.pitot.agent;

import io.pitot.agent.planted.Check;
import io.pitot.agent.planted.CheckThenActHooks;
import io.pitot.agent.planted.ConcurrentMapHooks;
import io.pitot.agent.planted.Guard;
import io.pitot.agent.planted.MapHooks;
import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Watch;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Puts the parts of the agent together. An application waits for it, in a JVM that has compiled
 * nothing yet: no lambda here and in what this calls, no stream, no comparison of records, each of
 * which links method handles when it comes first; no class that can as well be loaded later.
 */
final class AgentStart implements BiFunction<String, Instrumentation, Consumer<String>> {
  static {
    AgentLoader.leave(new AgentStart());
  }

  /**
   * Arms this JVM.
   *
   * @return takes a word from a later attach
   */
  @Override
  public Consumer<String> apply(String optionText, Instrumentation instrumentation) {
    Options options = Options.parse(optionText);
    LeftOut leftOut = new LeftOut();
    Status status = new Status();
    Throttles throttles = new Throttles(options);
    EventSink sink = new EventSink(options, throttles, leftOut);
    sink.grant(Housekeeping.eventsPerTick(options));
    Map<String, List<MethodWeave>> weaves = MapWeaves.of(options);
    List<String> packages = options.checkThenActPackages();
    MapHooks.resizeFloor = Math.max(1, options.resizeCapacity() / 2);
    try {
      initialize();
      warm(sink.registry());
      Guard.reset();
      Agent agent =
          new Agent(
              instrumentation,
              new Weaving(weaves, status),
              packages.isEmpty() ? null : new CallSiteWeaving(packages, status),
              classes(weaves, true),
              classes(weaves, false),
              options,
              throttles,
              leftOut,
              sink,
              status);
      agent.start();
      RaceExit.prepare(sink.races(), options.raceExitCode());
      return agent;
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?>[] classes(Map<String, List<MethodWeave>> weaves, boolean atOnce)
      throws ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : weaves.keySet()) {
      if (MapWeaves.isWovenAtOnce(name) == atOnce) {
        classes.add(Class.forName(name.replace('/', '.'), true, null));
      }
    }
    return classes.toArray(new Class<?>[0]);
  }

  /**
   * What hooks use is loaded before any hook runs. A thread that loads a class inside a hook may
   * hold any lock of the application or of the flight recorder meanwhile, and so hang both.
   */
  private static void initialize() throws ClassNotFoundException {
    Class<?>[] types = {
      ConcurrentMapHooks.class,
      CheckThenActHooks.class,
      Watch.class,
      Probe.class,
      Guard.class,
      Check.class,
      Stack.class,
      EventSink.class,
      Throttle.class,
      Kind.class,
      ResizeSites.class,
      ResizeSites.Begun.class,
      MapRegistry.class,
      MapRecord.class,
      FunctionsInBins.class,
      FunctionsInBins.Run.class,
      Heat.class,
      RaceReports.class,
      LostUpdates.class,
      LostUpdates.Proof.class,
      LeftOut.class,
      LeftOut.Reason.class
    };
    for (Class<?> type : types) {
      Class.forName(type.getName(), true, type.getClassLoader());
    }
  }

  /** Links what the JDK does where hooks take stacks. */
  private static void warm(MapRegistry registry) {
    Stack stack = Stack.take();
    stack.isInsideFlightRecorder();
    stack.operation(registry);
  }
}
