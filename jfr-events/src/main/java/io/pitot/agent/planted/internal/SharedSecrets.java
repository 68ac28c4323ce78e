package io.pitot.agent.planted.internal;

/** jdk.internal.access.SharedSecrets, as far as it is used. */
public final class SharedSecrets {
  private SharedSecrets() {}

  public static native JavaLangAccess getJavaLangAccess();
}
