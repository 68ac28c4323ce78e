package io.pitot.agent;

import io.pitot.agent.planted.ConcurrentMapHooks;
import io.pitot.agent.planted.MapHooks;
import io.pitot.agent.planted.Probe;
import io.pitot.agent.planted.Sink;
import io.pitot.agent.planted.Watch;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Puts the parts of the agent together and starts them. */
public final class Agent {
  private final Instrumentation instrumentation;
  private final Weaving weaving;
  private final Housekeeping housekeeping;
  private final Class<?>[] woven;

  private Agent(
      Instrumentation instrumentation,
      Weaving weaving,
      Housekeeping housekeeping,
      Class<?>[] woven) {
    this.instrumentation = instrumentation;
    this.weaving = weaving;
    this.housekeeping = housekeeping;
    this.woven = woven;
  }

  /**
   * Arms this JVM.
   *
   * @return what disarms it
   */
  public static Runnable start(String optionText, Instrumentation instrumentation)
      throws ClassNotFoundException, UnmodifiableClassException {
    Options options = Options.parse(optionText);
    LeftOut leftOut = new LeftOut();
    Status status = new Status();
    MapRegistry registry = new MapRegistry(leftOut);
    RaceReports races = new RaceReports(registry, options.suppressed(), leftOut);
    EventSink sink = new EventSink(registry, races, leftOut);
    Map<String, List<MethodWeave>> weaves = MapWeaves.of(options);
    Weaving weaving =
        new Weaving(weaves, (type, reason) -> status.note(type + " is left alone: " + reason));

    // A hook that runs first inside a map operation must not initialise classes there.
    MapHooks.resizeFloor = Math.max(1, options.resizeCapacity() / 2);
    initialize(ConcurrentMapHooks.class, Watch.class, Probe.class, Stack.class);
    Stack.take();

    Class<?>[] woven = new Class<?>[weaves.size()];
    int i = 0;
    for (String name : weaves.keySet()) {
      woven[i++] = Class.forName(name.replace('/', '.'), true, null);
    }
    instrumentation.addTransformer(weaving, true);
    instrumentation.retransformClasses(woven);
    Sink.races = options.isOn(Options.RACE);
    Sink.installed = sink;

    Housekeeping housekeeping =
        new Housekeeping(
            options, sink, registry, races, new SiteSearch(instrumentation), leftOut, status);
    Thread thread = new Thread(null, housekeeping, "Pitot agent", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
    if (options.raceExitCode() != 0) {
      Probe.atExit(() -> failOnRace(races, options.raceExitCode()));
    }
    Agent agent = new Agent(instrumentation, weaving, housekeeping, woven);
    return agent::stop;
  }

  private void stop() {
    Sink.installed = null;
    Sink.waits = false;
    Sink.races = false;
    housekeeping.stop();
    weaving.stop();
    try {
      instrumentation.retransformClasses(woven);
    } catch (UnmodifiableClassException e) {
      throw new IllegalStateException("the hooks stay in place, switched off", e);
    }
    instrumentation.removeTransformer(weaving);
  }

  private static void failOnRace(RaceReports reports, int exitCode) {
    reports.drain(null);
    Collection<RaceReports.Race> races = reports.all();
    if (races.isEmpty()) {
      return;
    }
    System.err.println(
        "pitot-agent: "
            + races.size()
            + (races.size() == 1 ? " proven race" : " proven races")
            + " on maps that are not made for several threads; exit code "
            + exitCode);
    for (RaceReports.Race race : races) {
      System.err.println(text(race));
    }
    System.err.flush();
    Runtime.getRuntime().halt(exitCode);
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

  private static void initialize(Class<?>... types) throws ClassNotFoundException {
    for (Class<?> type : types) {
      Class.forName(type.getName(), true, type.getClassLoader());
    }
  }
}
