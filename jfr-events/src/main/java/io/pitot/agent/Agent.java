package io.pitot.agent;

import io.pitot.agent.planted.CheckThenActHooks;
import io.pitot.agent.planted.Guard;
import io.pitot.agent.planted.Sink;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The agent as long as it runs: arms the JVM, takes words from later attaches, disarms it. */
final class Agent implements Consumer<String>, Runnable {
  /** Classes that one safepoint weaves. */
  private static final int LATER_AT_ONCE = 8;

  private final Instrumentation instrumentation;
  private final Weaving weaving;

  /** Null where no package is named: each transformer is asked about each class that is loaded. */
  private final @Nullable CallSiteWeaving callSites;

  /** The maps that every program uses, from its first line on. */
  private final Class<?>[] wovenAtOnce;

  private final Class<?>[] wovenLater;
  private final Options options;
  private final Throttles throttles;
  private final LeftOut leftOut;
  private final EventSink sink;
  private final Status status;
  private volatile boolean shapesAsked;
  private volatile boolean stopped;

  /** Whether it was told to stop, and needs no word more. */
  private volatile boolean dismissed;

  /** Whether an event has said that it stopped. */
  private volatile boolean endTold;

  Agent(
      Instrumentation instrumentation,
      Weaving weaving,
      @Nullable CallSiteWeaving callSites,
      Class<?>[] wovenAtOnce,
      Class<?>[] wovenLater,
      Options options,
      Throttles throttles,
      LeftOut leftOut,
      EventSink sink,
      Status status) {
    this.instrumentation = instrumentation;
    this.weaving = weaving;
    this.callSites = callSites;
    this.wovenAtOnce = wovenAtOnce;
    this.wovenLater = wovenLater;
    this.options = options;
    this.throttles = throttles;
    this.leftOut = leftOut;
    this.sink = sink;
    this.status = status;
  }

  /** {@code off} disarms the JVM, {@code shapes} has the shapes of the maps written. */
  @Override
  public void accept(String word) {
    if (word.equals("off")) {
      dismissed = true;
      stop("off");
    } else {
      shapesAsked = true;
    }
  }

  /** Whether it gave up, and no recording could be told. */
  boolean hasToTellItsEnd() {
    return stopped && !dismissed && !endTold;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Whether the shapes are to be written now; asked once for each wish. */
  boolean takeShapesAsked() {
    boolean asked = shapesAsked;
    shapesAsked = false;
    return asked;
  }

  void start() throws UnmodifiableClassException {
    arm();
    Thread thread = new Thread(null, this, "Pitot agent", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  /** Lets the application start first: what this thread needs is loaded here. */
  @Override
  public void run() {
    try {
      Thread.sleep(Housekeeping.TICK_MILLIS);
      armLater();
      new Housekeeping(options, throttles, leftOut, status, sink, instrumentation, this).run();
    } catch (InterruptedException
        | UnmodifiableClassException
        | RuntimeException
        | LinkageError e) {
      fail(Status.text(e));
    }
    if (hasToTellItsEnd() && options.isOn(Kind.STATUS)) {
      endTold = new LastWord(status, throttles, leftOut, this).tell(sink.events());
    }
  }

  private void arm() throws UnmodifiableClassException {
    instrumentation.addTransformer(weaving, true);
    try {
      instrumentation.retransformClasses(wovenAtOnce);
      if (callSites != null) {
        instrumentation.addTransformer(callSites, true);
        retransformCallers(callSites);
      }
    } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
      weaving.stop();
      if (callSites != null) {
        instrumentation.removeTransformer(callSites);
      }
      retransform();
      instrumentation.removeTransformer(weaving);
      throw e;
    }
    Sink.races = options.isOn(Kind.RACE);
    Sink.installed = sink;
  }

  private synchronized void armLater() throws UnmodifiableClassException {
    if (!stopped) {
      retransformLater();
    }
  }

  /** The classes of the named packages that are loaded; others are woven when they load. */
  private void retransformCallers(CallSiteWeaving callSites) throws UnmodifiableClassException {
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      if (type.getClassLoader() != null
          && callSites.isNamed(type.getName().replace('.', '/'))
          && instrumentation.isModifiableClass(type)) {
        instrumentation.retransformClasses(type);
      }
    }
  }

  private void retransform() throws UnmodifiableClassException {
    instrumentation.retransformClasses(wovenAtOnce);
    retransformLater();
  }

  /**
   * Some at once: a safepoint of 5 to 10 ms, where each class alone takes 4 and all together 25.
   */
  private void retransformLater() throws UnmodifiableClassException {
    for (int i = 0; i < wovenLater.length; i += LATER_AT_ONCE) {
      instrumentation.retransformClasses(
          Arrays.copyOfRange(wovenLater, i, Math.min(i + LATER_AT_ONCE, wovenLater.length)));
    }
  }

  /** The agent's own code failed or costs too much: no part of it runs on. */
  void fail(String reason) {
    status.note("switched itself off: " + reason);
    stop("disabled");
  }

  private synchronized void stop(String state) {
    Guard.disarm();
    if (stopped) {
      return;
    }
    stopped = true;
    weaving.stop();
    try {
      retransform();
      if (callSites != null) {
        callSites.stop();
        retransformCallers(callSites);
        instrumentation.removeTransformer(callSites);
      }
    } catch (UnmodifiableClassException | LinkageError e) {
      status.note("the hooks stay in place, switched off: " + e);
    }
    instrumentation.removeTransformer(weaving);
    CheckThenActHooks.forget(true);
    JfrEvents events = sink.events();
    endTold = events != null && status.end(events, state);
  }
}
