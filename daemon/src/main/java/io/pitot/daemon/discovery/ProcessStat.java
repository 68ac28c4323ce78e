package io.pitot.daemon.discovery;

import java.io.IOException;

/**
 * The line {@code /proc/PID/stat}: {@code pid (command) state ppid ...}.
 *
 * @param command the name of the executable, cut to 15 bytes; another one after an exec
 * @param startTicks when the process started, in hundredths of a second since the machine did
 */
public record ProcessStat(String command, char state, long startTicks) {
  /** Position of the start time behind the command, which may itself hold blanks and brackets. */
  private static final int START_TIME = 19;

  static ProcessStat parse(String line) throws IOException {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 0 || close < open) {
      throw new IOException("Not the stat line of a process: " + line);
    }
    String[] fields = line.substring(close + 1).strip().split(" ", -1);
    if (fields.length <= START_TIME) {
      throw new IOException("The stat line of a process ends early: " + line);
    }
    return new ProcessStat(
        line.substring(open + 1, close), fields[0].charAt(0), Long.parseLong(fields[START_TIME]));
  }

  /** By a signal or a debugger: it does nothing until it is told to go on. */
  public boolean isStopped() {
    return state == 'T' || state == 't';
  }

  boolean isDead() {
    return state == 'Z' || state == 'X';
  }
}
