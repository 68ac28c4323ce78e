package io.pitot.agent.planted.internal;

/** jdk.internal.vm.ThreadContainers of JDK 21 and later, as far as it is used. */
public final class ThreadContainers {
  private ThreadContainers() {}

  public static native ThreadContainer root();
}
