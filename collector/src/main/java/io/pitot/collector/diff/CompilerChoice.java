package io.pitot.collector.diff;

/**
 * Allocations that come and go with the just-in-time compiler. Whether it proves that an object
 * never leaves a method, and then does not allocate it, is settled in each JVM by itself and can
 * move a tenth of all bytes. With three instances in an arm all of them may have gone one way by
 * luck, and nothing within the arm shows that they could have gone the other.
 *
 * <p>It is told from a change of the program by what the same method of the JDK allocates beside
 * it: its code is the same in both releases, and were it called more often there would be more of
 * that too. In a method of the application either may have happened, and a change is what is
 * assumed.
 */
final class CompilerChoice {
  private static final double UNCHANGED = 0.25;

  private final Shares shares;
  private final ApplicationFrames application;
  private final RowTests tests;
  private final boolean allocations;

  CompilerChoice(Shares shares, ApplicationFrames application, RowTests tests, Subject subject) {
    this.shares = shares;
    this.application = application;
    this.tests = tests;
    this.allocations = subject.type().equals("alloc");
  }

  /** Whether the compiler alone may explain the change of the row, in arms as small as these. */
  boolean mayExplain(int row) {
    int node = shares.tested().nodeOf(row);
    if (!allocations || !tests.smallArms() || !application.isClass(node)) {
      return false;
    }
    int method = shares.tested().parents()[node];
    if (application.isApplication(method)) {
      return false;
    }
    double besideBase = 0;
    double besideCandidate = 0;
    for (int at = method + 1; at < shares.tested().endOf(method); at = shares.tested().endOf(at)) {
      if (at != node && application.isClass(at)) {
        besideBase += tests.base(at);
        besideCandidate += tests.candidate(at);
      }
    }
    return Math.min(besideBase, besideCandidate) > 0
        && Math.abs(besideCandidate - besideBase)
            < UNCHANGED * Math.abs(tests.effects().change(row));
  }
}
