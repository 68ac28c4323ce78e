package io.pitot.agent.planted.internal;

/** jdk.internal.access.JavaLangAccess, as far as it is used. */
public interface JavaLangAccess {
  void registerShutdownHook(int slot, boolean registerShutdownInProgress, Runnable hook);
}
