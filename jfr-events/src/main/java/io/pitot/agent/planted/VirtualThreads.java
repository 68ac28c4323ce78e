package io.pitot.agent.planted;

import org.jspecify.annotations.Nullable;

/** Tells virtual threads from others on a JDK that may have none. */
public final class VirtualThreads {
  /** Null before JDK 21. */
  private static final @Nullable Class<?> TYPE = type();

  private VirtualThreads() {}

  private static @Nullable Class<?> type() {
    try {
      return Class.forName("java.lang.BaseVirtualThread", false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  public static boolean exist() {
    return TYPE != null;
  }

  public static boolean isVirtual(Thread thread) {
    return TYPE != null && TYPE.isInstance(thread);
  }
}
