package io.pitot.daemon.discovery;

import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells whether a process is a HotSpot JVM, and if so everything that can be read about it. */
final class JvmInspector {
  private final String node;
  private final TargetRules rules;
  private final Map<String, String> labels;

  JvmInspector(String node, TargetRules rules, Map<String, String> labels) {
    this.node = node;
    this.rules = rules;
    this.labels = labels;
  }

  /**
   * @param isReadable false when it could not be told
   * @param isFinal whether looking again would find the same
   */
  record Finding(Optional<FoundJvm> jvm, boolean isReadable, boolean isFinal) {}

  Finding inspect(ProcessFiles process, ProcessStat stat, long startMillis) throws IOException {
    Set<String> mapped;
    try {
      mapped = process.mappedFiles();
    } catch (AccessDeniedException e) {
      return closed(process, stat, startMillis);
    }
    Optional<String> libjvm = mapped.stream().filter(JvmInspector::isJvm).findFirst();
    if (libjvm.isEmpty() || mapped.stream().anyMatch(JvmInspector::isOpenJ9)) {
      return new Finding(Optional.empty(), true, false);
    }
    Optional<String> published =
        mapped.stream().filter(f -> f.contains("/hsperfdata_")).findFirst();
    Optional<HsPerfData> counters =
        published.isPresent() ? read(process, published.get()) : Optional.empty();
    FoundJvm jvm;
    try {
      jvm = open(process, stat, startMillis, libjvm.get(), counters);
    } catch (AccessDeniedException e) {
      // Some capabilities open some of its files only.
      return closed(process, stat, startMillis);
    }
    // Without counters this may be a JVM that is just starting.
    return new Finding(Optional.of(jvm), true, counters.isPresent());
  }

  private static boolean isJvm(String file) {
    return file.endsWith("/libjvm.so") || file.endsWith("/libjvm.so (deleted)");
  }

  /** It has a libjvm.so, too, beside the library that is the JVM. */
  private static boolean isOpenJ9(String file) {
    return file.substring(file.lastIndexOf('/') + 1).startsWith("libj9vm");
  }

  private static Optional<HsPerfData> read(ProcessFiles process, String published) {
    try {
      return HsPerfData.read(process.seenAs(published));
    } catch (IOException removed) {
      return Optional.empty();
    }
  }

  private FoundJvm open(
      ProcessFiles process,
      ProcessStat stat,
      long startMillis,
      String libjvm,
      Optional<HsPerfData> counters)
      throws IOException {
    List<String> arguments = process.arguments();
    CommandLine commandLine = CommandLine.parse(arguments);
    TargetEnvironment environment = TargetEnvironment.parse(process.environment());
    List<String> options = new ArrayList<>(environment.options(TargetEnvironment.TOOL_OPTIONS));
    // The launcher's argument files: what the JVM published is the only trace of what was in them.
    if (commandLine.options().stream().anyMatch(o -> o.startsWith("@"))) {
      options.addAll(
          JvmOptions.split(
              counters.map(c -> c.strings().getOrDefault("java.rt.vmArgs", "")).orElse("")));
    }
    options.addAll(environment.options(TargetEnvironment.LAUNCHER_OPTIONS));
    options.addAll(commandLine.options());
    options.addAll(environment.options(TargetEnvironment.LAST_OPTIONS));
    int jdk = jdk(process, libjvm, counters);
    long jvmStartMillis =
        counters
            .map(c -> c.longs().getOrDefault("sun.rt.createVmBeginTime", 0L))
            .filter(millis -> millis > startMillis)
            .orElse(startMillis);
    return jvm(
        process,
        stat,
        startMillis,
        jvmStartMillis,
        jdk,
        main(commandLine, counters),
        environment,
        JvmOptions.parse(options),
        true,
        String.join(" ", arguments));
  }

  private static int jdk(ProcessFiles process, String libjvm, Optional<HsPerfData> counters)
      throws IOException {
    int published =
        counters
            .map(c -> c.strings().getOrDefault("java.property.java.vm.specification.version", ""))
            .map(JdkRelease::feature)
            .orElse(JdkRelease.UNKNOWN);
    return published == JdkRelease.UNKNOWN ? JdkRelease.of(process, libjvm) : published;
  }

  private static String main(CommandLine commandLine, Optional<HsPerfData> counters) {
    if (!commandLine.main().isEmpty()) {
      return commandLine.main();
    }
    String command =
        counters.map(c -> c.strings().getOrDefault("sun.rt.javaCommand", "")).orElse("");
    return command.split(" ", 2)[0];
  }

  /** A process that may not be looked into; its name is the only hint that it is a JVM. */
  private Finding closed(ProcessFiles process, ProcessStat stat, long startMillis)
      throws IOException {
    if (!stat.command().equals("java")) {
      return new Finding(Optional.empty(), false, false);
    }
    List<String> arguments = process.arguments();
    CommandLine commandLine = CommandLine.parse(arguments);
    FoundJvm jvm =
        jvm(
            process,
            stat,
            startMillis,
            startMillis,
            JdkRelease.UNKNOWN,
            commandLine.main(),
            TargetEnvironment.parse(List.of()),
            JvmOptions.parse(commandLine.options()),
            false,
            String.join(" ", arguments));
    return new Finding(Optional.of(jvm), true, true);
  }

  private static ContainerFacts container(ProcessFiles process, boolean isReadable)
      throws IOException {
    return isReadable ? ContainerFacts.of(process) : ContainerFacts.NONE;
  }

  private FoundJvm jvm(
      ProcessFiles process,
      ProcessStat stat,
      long startMillis,
      long jvmStartMillis,
      int jdk,
      String main,
      TargetEnvironment environment,
      JvmOptions options,
      boolean isReadable,
      String commandLine)
      throws IOException {
    int pid = process.pid();
    TargetIdentity identity =
        new TargetNames(environment, options, main, container(process, isReadable), labels)
            .identity(node, pid, process.namespacePid(), startMillis, jdk);
    String service = identity.labels().getOrDefault(TargetIdentity.SERVICE, "");
    return new FoundJvm(
        identity,
        pid,
        process.namespacePid(),
        stat.startTicks(),
        jvmStartMillis,
        process.uid(),
        jdk,
        main,
        options,
        isReadable,
        rules.exclusion(pid, main, commandLine, service));
  }
}
