package io.pitot.daemon;

import io.pitot.daemon.discovery.Discovery;
import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.discovery.TargetRules;
import io.pitot.daemon.recording.Obstacles;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.recording.WarmPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The JVMs of this machine and whether a daemon would record them; no daemon is needed and no JVM
 * is touched.
 *
 * @param jvms by pid; those that the rules exclude are left out
 * @param unreadable processes of other users that may or may not be JVMs
 */
public record JvmListing(List<Entry> jvms, int unreadable) {
  /**
   * A JVM.
   *
   * @param refusal why it would not be recorded; empty when it would
   */
  public record Entry(FoundJvm jvm, Optional<Refusal> refusal) {}

  /**
   * Looks at all processes.
   *
   * @throws IOException when there is no {@code /proc}
   */
  public static JvmListing ofThisMachine(String node, TargetRules rules, WarmPolicy warm)
      throws IOException {
    Discovery.Scan scan = new Discovery(node, rules).scan();
    List<Entry> entries =
        scan.jvms().stream()
            .filter(jvm -> jvm.exclusion().isEmpty())
            .map(jvm -> new Entry(jvm, refusal(jvm, warm)))
            .toList();
    return new JvmListing(entries, scan.unreadable());
  }

  private static Optional<Refusal> refusal(FoundJvm jvm, WarmPolicy warm) {
    Optional<Refusal> obstacle = Obstacles.find(jvm);
    return obstacle.isPresent() || warm != WarmPolicy.NEVER
        ? obstacle
        : Obstacles.findStall(jvm, Obstacles.WARM_AFTER);
  }
}
