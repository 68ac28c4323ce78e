package io.pitot.agent;

import io.pitot.agent.planted.Check;
import io.pitot.agent.planted.CheckThenActHooks;
import io.pitot.agent.planted.ConcurrentMapHooks;
import io.pitot.agent.planted.Guard;
import io.pitot.agent.planted.MapHooks;
import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Sink;
import io.pitot.agent.planted.Watch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the parts of the agent together and starts them. */
public final class Agent {
  /** Of the latest start: a JVM takes one hook of this kind, and the agent may come again. */
  private static volatile @Nullable Exit exit;

  private static boolean hasExitHook;

  private final Instrumentation instrumentation;
  private final Weaving weaving;
  private final CallSiteWeaving callSites;
  private final Class<?>[] woven;
  private final EventSink sink;
  private final Status status;
  private @Nullable Housekeeping housekeeping;
  private boolean stopped;

  /** What the JVM does at its end; code 0 for nothing. */
  private record Exit(RaceReports races, int code) {}

  private Agent(
      Instrumentation instrumentation,
      Weaving weaving,
      CallSiteWeaving callSites,
      Class<?>[] woven,
      EventSink sink,
      Status status) {
    this.instrumentation = instrumentation;
    this.weaving = weaving;
    this.callSites = callSites;
    this.woven = woven;
    this.sink = sink;
    this.status = status;
  }

  /**
   * Arms this JVM.
   *
   * @return takes a word from a later attach: {@code off} disarms, {@code shapes} writes the shapes
   *     of the maps now
   */
  public static Consumer<String> start(String optionText, Instrumentation instrumentation)
      throws ClassNotFoundException, UnmodifiableClassException {
    Options options = Options.parse(optionText);
    LeftOut leftOut = new LeftOut();
    Status status = new Status();
    Throttles throttles = new Throttles(options);
    EventSink sink = new EventSink(options, throttles, leftOut);
    Map<String, List<MethodWeave>> weaves = MapWeaves.of(options);
    BiConsumer<String, String> refused =
        (type, reason) -> status.note(type + " is left alone: " + reason);
    Weaving weaving = new Weaving(weaves, refused);
    CallSiteWeaving callSites = new CallSiteWeaving(options.checkThenActPackages(), refused);

    MapHooks.resizeFloor = Math.max(1, options.resizeCapacity() / 2);
    initialize(
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
        ResizesBefore.class,
        ResizesBefore.Begun.class,
        MapRegistry.class,
        MapRecord.class,
        Heat.class,
        RaceReports.class,
        LostUpdates.class,
        LostUpdates.Proof.class,
        LeftOut.class,
        LeftOut.Reason.class);
    warm(sink.registry());
    Guard.reset();

    Class<?>[] woven = new Class<?>[weaves.size()];
    int i = 0;
    for (String name : weaves.keySet()) {
      woven[i++] = Class.forName(name.replace('/', '.'), true, null);
    }
    Agent agent = new Agent(instrumentation, weaving, callSites, woven, sink, status);
    agent.arm(options);
    Housekeeping housekeeping =
        new Housekeeping(options, throttles, leftOut, status, sink, instrumentation, agent::fail);
    agent.housekeeping = housekeeping;
    housekeeping.start();
    exit = new Exit(sink.races(), options.raceExitCode());
    if (options.raceExitCode() != 0 && !hasExitHook) {
      hasExitHook = true;
      Probe.atExit(Agent::failOnRace);
    }
    return agent::command;
  }

  private void command(String word) {
    if (word.equals("off")) {
      stop("off");
    } else if (housekeeping != null) {
      housekeeping.askForShapes();
    }
  }

  private void arm(Options options) throws UnmodifiableClassException {
    instrumentation.addTransformer(weaving, true);
    try {
      retransform();
      instrumentation.addTransformer(callSites, true);
      retransformCallers();
    } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
      weaving.stop();
      instrumentation.removeTransformer(callSites);
      retransform();
      instrumentation.removeTransformer(weaving);
      throw e;
    }
    Sink.races = options.isOn(Kind.RACE);
    Sink.installed = sink;
  }

  /** The classes of the named packages that are loaded; others are woven when they load. */
  private void retransformCallers() throws UnmodifiableClassException {
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (type.getClassLoader() != null
          && callSites.isNamed(type.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(type)) {
        instrumentation.retransformClasses(type);
      }
    }
  }

  /** All classes at once: one safepoint of 5 to 15 ms, where each alone takes 4. */
  private void retransform() throws UnmodifiableClassException {
    instrumentation.retransformClasses(woven);
  }

  /** The agent's own code failed or costs too much: no part of it runs on. */
  private void fail(String reason) {
    status.note("switched itself off: " + reason);
    stop("disabled");
  }

  private synchronized void stop(String state) {
    Guard.disarm();
    if (stopped) {
      return;
    }
    stopped = true;
    if (housekeeping != null) {
      housekeeping.stop();
    }
    weaving.stop();
    callSites.stop();
    try {
      retransform();
      retransformCallers();
    } catch (UnmodifiableClassException | LinkageError e) {
      status.note("the hooks stay in place, switched off: " + e);
    }
    instrumentation.removeTransformer(weaving);
    instrumentation.removeTransformer(callSites);
    CheckThenActHooks.forget(true);
    JfrEvents events = sink.events();
    if (events != null) {
      status.end(events, state);
    }
  }

  private static void failOnRace() {
    Exit last = exit;
    if (last == null || last.code == 0) {
      return;
    }
    last.races.drain(null);
    Collection<RaceReports.Race> races = last.races.all();
    if (races.isEmpty()) {
      return;
    }
    // The process's own: a build's test runner has put a stream of its own into System.err, and
    // listens to it no more.
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
    err.println(
        "pitot-agent: "
            + races.size()
            + (races.size() == 1 ? " proven race" : " proven races")
            + " on maps that are not made for several threads; exit code "
            + last.code);
    for (RaceReports.Race race : races) {
      err.println(text(race));
    }
    Runtime.getRuntime().halt(last.code);
  }

  private static String text(RaceReports.Race race) {
    return race.mapClass()
        + ", map "
        + race.mapId()
        + ", seen "
        + race.count()
        + (race.count() == 1 ? " time" : " times")
        + "\n  thread \""
        + race.threadName()
        + "\" in "
        + race.operation()
        + indent(race.stack())
        + "  while thread \""
        + race.otherThreadName()
        + "\" began "
        + race.otherOperation()
        + indent(race.otherStack());
  }

  private static String indent(String stack) {
    return "\n" + stack.indent(6);
  }

  /** Links the lambdas that hooks use. */
  private static void warm(MapRegistry registry) {
    Stack stack = Stack.take();
    stack.isInsideFlightRecorder();
    stack.operation(registry);
  }

  /**
   * What hooks use is loaded before any hook runs. A thread that loads a class inside a hook may
   * hold any lock of the application or of the flight recorder meanwhile, and so hang both.
   */
  private static void initialize(Class<?>... types) throws ClassNotFoundException {
    for (Class<?> type : types) {
      Class.forName(type.getName(), true, type.getClassLoader());
    }
  }
}
