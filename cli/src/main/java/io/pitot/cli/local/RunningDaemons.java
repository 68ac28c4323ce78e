package io.pitot.cli.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The daemons that run on this machine, in containers, too: found by their command lines, and where
 * they keep their state by these or by their environment.
 *
 * @param states the state directories, as this process sees them
 * @param closed daemons of other users that do not show where theirs is
 */
public record RunningDaemons(List<Path> states, List<Long> closed) {
  private static final String MAIN = "io.pitot.cli.Main";
  private static final String COMMAND = "daemon";
  private static final String OPTION = "--state";
  private static final String VARIABLE = "PITOT_STATE";

  /** Where a daemon keeps its state that was not told where. */
  public interface Usual {
    Path of(Map<String, String> environment, String user);
  }

  public static RunningDaemons look(Usual usual) {
    List<Path> states = new ArrayList<>();
    List<Long> closed = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Path files = Path.of("/proc", Long.toString(process.pid()));
      List<String> arguments = words(files.resolve("cmdline")).orElse(List.of());
      int main = arguments.indexOf(MAIN);
      if (main < 0 || !arguments.subList(main, arguments.size()).contains(COMMAND)) {
        continue;
      }
      Optional<Path> told = told(arguments);
      Optional<List<String>> environment = words(files.resolve("environ"));
      if (environment.isEmpty()) {
        closed.add(process.pid());
      } else {
        String user = process.info().user().orElse("");
        Path state = told.orElseGet(() -> usual(variables(environment.get()), user, usual));
        states.add(seen(files, state));
      }
    }
    return new RunningDaemons(List.copyOf(states), List.copyOf(closed));
  }

  private static Optional<Path> told(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(OPTION + "=")) {
        return Optional.of(Path.of(argument.substring(OPTION.length() + 1)));
      }
      if (argument.equals(OPTION) && i + 1 < arguments.size()) {
        return Optional.of(Path.of(arguments.get(i + 1)));
      }
    }
    return Optional.empty();
  }

  private static Path usual(Map<String, String> environment, String user, Usual usual) {
    String told = environment.get(VARIABLE);
    return told == null ? usual.of(environment, user) : Path.of(told);
  }

  /** What the daemon knows by this path, whatever its mount namespace. */
  private static Path seen(Path files, Path state) {
    return state.isAbsolute()
        ? Path.of(files + "/root" + state)
        : files.resolve("cwd").resolve(state);
  }

  private static Map<String, String> variables(List<String> environment) {
    Map<String, String> variables = new HashMap<>();
    for (String variable : environment) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        variables.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return variables;
  }

  /** Empty when it has ended, or is closed to this user. */
  private static Optional<List<String>> words(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return Optional.of(List.of(text.split("\0", -1)));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
