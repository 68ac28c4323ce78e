package com.example.launch;

import com.example.load.Console;
import com.example.load.Load;
import java.util.Optional;

/** {@code java -jar incidents.jar --list | NAME [--faulty] [--seconds N] [--seed S]}. */
public final class Main {
  private static final String USAGE = "usage: --list | NAME [--faulty] [--seconds N] [--seed S]";

  private Main() {}

  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--list")) {
      for (Incident incident : Incidents.ALL) {
        System.out.printf("%-22s %s%n", incident.name(), incident.says());
      }
      return;
    }
    try {
      run(Settings.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + System.lineSeparator() + USAGE);
      System.exit(2);
    }
  }

  private static void run(Settings settings) {
    Optional<Incident> named =
        Incidents.ALL.stream().filter(known -> known.name().equals(settings.name())).findFirst();
    if (named.isEmpty()) {
      throw new IllegalArgumentException(
          "no incident is named '" + settings.name() + "'; --list names them");
    }
    Incident incident = named.get();
    System.out.printf(
        "%s, %s, seed %d%n",
        incident.name(), settings.faulty() ? "faulty" : "healthy", settings.seed());
    new Load(
            incident.make().apply(settings.faulty()),
            incident.rate(settings.faulty()),
            settings.seed())
        .run(settings.seconds(), new Console(System.out));
  }
}
