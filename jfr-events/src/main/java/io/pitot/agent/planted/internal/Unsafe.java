package io.pitot.agent.planted.internal;

import java.lang.reflect.Field;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** jdk.internal.misc.Unsafe, as far as it is used. */
public abstract class Unsafe {
  public static native Unsafe getUnsafe();

  public abstract Class<?> defineClass(
      String name,
      byte[] classFile,
      int offset,
      int length,
      @Nullable ClassLoader loader,
      @Nullable ProtectionDomain domain);

  public abstract long objectFieldOffset(Class<?> type, String field);

  public abstract long objectFieldOffset(Field field);

  public abstract long staticFieldOffset(Field field);

  public abstract Object staticFieldBase(Field field);

  public abstract boolean shouldBeInitialized(Class<?> type);

  public abstract int getInt(Object object, long offset);

  public abstract int getIntOpaque(Object object, long offset);

  public abstract long getLong(Object object, long offset);

  public abstract float getFloat(Object object, long offset);

  public abstract @Nullable Object getReference(Object object, long offset);

  public abstract @Nullable Object getReferenceVolatile(Object object, long offset);

  public abstract boolean compareAndSetInt(Object object, long offset, int expected, int value);
}
