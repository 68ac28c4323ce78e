package io.pitot.daemon.discovery;

import io.pitot.daemon.target.TargetIdentity;
import java.util.TreeMap;

/**
 * A JVM that runs on this machine.
 *
 * @param pid in the daemon's pid namespace
 * @param namespacePid in the innermost namespace of the process, as the JVM itself knows it
 * @param startTicks when the process started, see {@link ProcessStat}: with the pid it names the
 *     process for as long as the machine runs
 * @param jvmStartMillis when the JVM started, ms since the epoch; later than the process where a
 *     script became the JVM
 * @param uid the user that it runs as
 * @param jdk feature version; 0 when it can be learnt by attaching only
 * @param main main class or jar as given; may be empty
 * @param isReadable false for another user's JVM that an ordinary user may not look into
 * @param exclusion why the rules do not want it; empty when they do
 */
public record FoundJvm(
    TargetIdentity identity,
    int pid,
    int namespacePid,
    long startTicks,
    long jvmStartMillis,
    int uid,
    int jdk,
    String main,
    JvmOptions options,
    boolean isReadable,
    String exclusion) {

  public ProcessKey process() {
    return new ProcessKey(pid, startTicks);
  }

  public ProcessFiles files() {
    return ProcessFiles.of(pid);
  }

  public boolean isAlive() {
    return process().isAlive();
  }

  public long ageMillis() {
    return Math.max(0, System.currentTimeMillis() - jvmStartMillis);
  }

  /** The same JVM, with what was learnt by attaching. */
  public FoundJvm withJdk(int feature) {
    TreeMap<String, String> labels = new TreeMap<>(identity.labels());
    labels.put(TargetIdentity.JDK, Integer.toString(feature));
    return new FoundJvm(
        new TargetIdentity(identity.id(), labels),
        pid,
        namespacePid,
        startTicks,
        jvmStartMillis,
        uid,
        feature,
        main,
        options,
        isReadable,
        exclusion);
  }
}
