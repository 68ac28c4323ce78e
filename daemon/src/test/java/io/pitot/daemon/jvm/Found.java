package io.pitot.daemon.jvm;

import io.pitot.daemon.discovery.Discovery;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import java.io.IOException;

/** JVMs as discovery sees them, or would see them. */
public final class Found {
  private Found() {}

  public static FoundJvm of(ChildJvm jvm) throws IOException {
    return of(jvm.pid());
  }

  public static FoundJvm of(int pid) throws IOException {
    return new Discovery("here", TargetRules.ALL)
        .scan().jvms().stream().filter(found -> found.pid() == pid).findFirst().orElseThrow();
  }

  /** The same JVM, having started earlier. */
  public static FoundJvm aged(FoundJvm jvm, long ageMillis) {
    return copy(jvm, jvm.pid(), jvm.startTicks(), System.currentTimeMillis() - ageMillis);
  }

  /** Another process, taken for a JVM. */
  public static FoundJvm mistaken(FoundJvm jvm, int pid, long startTicks) {
    return copy(jvm, pid, startTicks, jvm.jvmStartMillis());
  }

  private static FoundJvm copy(FoundJvm jvm, int pid, long startTicks, long jvmStartMillis) {
    return new FoundJvm(
        jvm.identity(),
        pid,
        pid,
        startTicks,
        jvmStartMillis,
        jvm.uid(),
        jvm.jdk(),
        jvm.main(),
        jvm.options(),
        jvm.isReadable(),
        jvm.exclusion());
  }
}
