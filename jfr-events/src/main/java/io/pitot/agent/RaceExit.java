package io.pitot.agent;

import io.pitot.agent.planted.Probe;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** At the JVM's end prints the proven races and changes the exit code, where that is wanted. */
final class RaceExit {
  /** Of the latest start: a JVM takes one hook of this kind, and the agent may come again. */
  private static volatile @Nullable RaceExit latest;

  private static boolean isRegistered;

  private final RaceReports races;
  private final int code;

  private RaceExit(RaceReports races, int code) {
    this.races = races;
    this.code = code;
  }

  /**
   * What this JVM does at its end.
   *
   * @param code 0 for nothing
   */
  static synchronized void prepare(RaceReports races, int code) {
    latest = code == 0 ? null : new RaceExit(races, code);
    if (code != 0 && !isRegistered) {
      isRegistered = true;
      Probe.atExit(RaceExit::atExit);
    }
  }

  private static void atExit() {
    RaceExit last = latest;
    if (last != null) {
      last.run();
    }
  }

  private void run() {
    races.drain(null);
    Collection<RaceReports.Race> all = races.all();
    if (all.isEmpty()) {
      return;
    }
    // The process's own: a build's test runner has put a stream of its own into System.err, and
    // listens to it no more.
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
    err.println(
        "pitot-agent: "
            + all.size()
            + (all.size() == 1 ? " proven race" : " proven races")
            + " on maps that are not made for several threads; exit code "
            + code);
    for (RaceReports.Race race : all) {
      err.println(text(race));
    }
    Runtime.getRuntime().halt(code);
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
}
