package io.pitot.daemon.recording;

/**
 * What to do with a JVM on 17 to 24 that has been running for a while and never had JFR on. The
 * first recording of its life makes it throw away its compiled code, and it serves slowly for
 * seconds until that is made again.
 */
public enum WarmPolicy {
  /** Leave it alone and say how to allow it. */
  NEVER,
  /** One such JVM at a time, ten minutes apart. */
  SPACED,
  /** At once: somebody has agreed to the stall. */
  NOW
}
