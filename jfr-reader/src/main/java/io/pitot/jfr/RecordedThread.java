package io.pitot.jfr;

import org.jspecify.annotations.Nullable;

/**
 * A thread as the recording names it.
 *
 * @param javaName null for a thread that is not Java's
 * @param javaId {@link Thread#getId}, 0 for a thread that is not Java's
 * @param osId 0 where unknown, as for a virtual thread
 * @param virtual false where the recording does not say
 */
public record RecordedThread(
    @Nullable String javaName, long javaId, @Nullable String osName, long osId, boolean virtual) {

  /** The Java name, else the operating system's, else empty. */
  public String name() {
    if (javaName != null) {
      return javaName;
    }
    return osName != null ? osName : "";
  }
}
