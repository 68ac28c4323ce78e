package com.example.launch;

/** What the command line says. */
record Settings(String name, boolean faulty, long seconds, long seed) {
  private static final long SECONDS = 60;
  private static final long MAX_SECONDS = 1_000_000_000;

  static Settings of(String[] args) {
    String name = "";
    boolean faulty = false;
    long seconds = SECONDS;
    long seed = 1;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--faulty" -> faulty = true;
        case "--seconds" -> seconds = seconds(args, ++i);
        case "--seed" -> seed = number(args, ++i);
        default -> {
          if (!name.isEmpty() || args[i].startsWith("-")) {
            throw new IllegalArgumentException("what is '" + args[i] + "'?");
          }
          name = args[i];
        }
      }
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("which incident? --list names them");
    }
    return new Settings(name, faulty, seconds, seed);
  }

  private static long seconds(String[] args, int index) {
    long seconds = number(args, index);
    if (seconds < 1 || seconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "--seconds is a number from 1 to " + MAX_SECONDS + ", not " + seconds);
    }
    return seconds;
  }

  private static long number(String[] args, int index) {
    if (index == args.length) {
      throw new IllegalArgumentException(args[index - 1] + " needs a number");
    }
    try {
      return Long.parseLong(args[index]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          args[index - 1] + " needs a number, and '" + args[index] + "' is none", e);
    }
  }
}
