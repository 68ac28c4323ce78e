package io.pitot.agent.planted.internal;

import java.util.stream.Stream;

/** jdk.internal.vm.ThreadContainer of JDK 21 and later, as far as it is used. */
public abstract class ThreadContainer {
  public native Stream<ThreadContainer> children();

  public abstract Stream<Thread> threads();
}
