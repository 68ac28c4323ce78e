package com.example.launch;

/** What the command line says. */
record Settings(String name, boolean faulty, long seconds, long seed) {
  private static final long SECONDS = 60;

  static Settings of(String[] args) {
    String name = "";
    boolean faulty = false;
    long seconds = SECONDS;
    long seed = 1;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--faulty" -> faulty = true;
        case "--seconds" -> seconds = number(args, ++i);
        case "--seed" -> seed = number(args, ++i);
        default -> {
          if (!name.isEmpty() || args[i].startsWith("-")) {
            throw new IllegalArgumentException("what is '" + args[i] + "'?");
          }
          name = args[i];
        }
      }
    }
    return new Settings(name, faulty, seconds, seed);
  }

  private static long number(String[] args, int index) {
    if (index == args.length) {
      throw new IllegalArgumentException(args[index - 1] + " needs a number");
    }
    return Long.parseLong(args[index]);
  }
}
