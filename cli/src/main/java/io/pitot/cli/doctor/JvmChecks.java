package io.pitot.cli.doctor;

import io.pitot.daemon.JvmListing;
import io.pitot.daemon.recording.Refusal;
import io.pitot.daemon.target.TargetIdentity;
import java.util.ArrayList;
import java.util.List;

/** The JVMs that run here, and why some of them would not be recorded. */
public final class JvmChecks {
  private JvmChecks() {}

  public static List<Check> of(JvmListing listing) {
    List<Check> checks = new ArrayList<>();
    long recordable = 0;
    for (JvmListing.Entry entry : listing.jvms()) {
      if (entry.jvm().pid() == ProcessHandle.current().pid()) {
        continue;
      }
      if (entry.refusal().isPresent()) {
        checks.add(refused(entry, entry.refusal().get()));
      } else {
        recordable++;
      }
    }
    // To root these are processes that ended meanwhile.
    if (listing.unreadable() > 0 && !System.getProperty("user.name", "").equals("root")) {
      checks.add(
          Check.warning(
              "jvms",
              "processes of other users that may be JVMs: " + listing.unreadable(),
              "run this as root to see them"));
    }
    checks.add(Check.ok("jvms", "that a daemon would record: " + recordable));
    return checks;
  }

  private static Check refused(JvmListing.Entry entry, Refusal refusal) {
    String service = entry.jvm().identity().labels().getOrDefault(TargetIdentity.SERVICE, "?");
    return Check.warning(
        "jvm " + entry.jvm().pid(), service + ": " + refusal.reason(), refusal.remedy());
  }
}
