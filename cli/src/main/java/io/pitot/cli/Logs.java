package io.pitot.cli;

/** How much the servers log. To be said before the first logger exists. */
final class Logs {
  private Logs() {}

  /** Only what went wrong: for commands whose own lines a person reads. */
  static void quiet(boolean debug) {
    System.setProperty("pitot.log", debug ? "INFO" : "WARN");
  }

  /** Nothing: for commands that tell themselves what goes wrong. */
  static void off(boolean debug) {
    System.setProperty("pitot.log", debug ? "INFO" : "OFF");
  }
}
