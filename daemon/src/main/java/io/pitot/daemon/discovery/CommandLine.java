package io.pitot.daemon.discovery;

import java.util.List;
import java.util.Set;

/**
 * The command line of a JVM, divided.
 *
 * @param options those of the JVM, in order, without the executable; not the program's own
 *     arguments
 * @param main the main class or the jar as it was given; empty when there is none to see, as in a
 *     JVM that another program created
 */
record CommandLine(List<String> options, String main) {
  /** Options of the launcher whose value is the next argument. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--limit-modules",
          "--add-reads",
          "--add-exports",
          "--add-opens",
          "--patch-module",
          "--enable-native-access",
          "--illegal-native-access",
          "--source");

  static CommandLine parse(List<String> arguments) {
    int i = 1;
    while (i < arguments.size()) {
      String argument = arguments.get(i);
      if (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module")) {
        return divided(arguments, i, i + 1);
      }
      if (argument.startsWith("--module=")) {
        return new CommandLine(List.copyOf(arguments.subList(1, i)), argument.substring(9));
      }
      if (!argument.startsWith("-") && !argument.startsWith("@")) {
        return divided(arguments, i, i);
      }
      i += WITH_VALUE.contains(argument) ? 2 : 1;
    }
    return divided(arguments, arguments.size(), arguments.size());
  }

  private static CommandLine divided(List<String> arguments, int optionsEnd, int main) {
    List<String> options =
        arguments.isEmpty()
            ? List.of()
            : List.copyOf(arguments.subList(1, Math.max(1, optionsEnd)));
    return new CommandLine(options, main < arguments.size() ? arguments.get(main) : "");
  }
}
