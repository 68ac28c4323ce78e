package io.pitot.agent;

import java.lang.StackWalker.StackFrame;

/** A frame of another thread: the JDK tells of it nothing but names. */
record NamedFrame(StackTraceElement element, Class<?> mapClass) implements StackFrame {
  @Override
  public String getClassName() {
    return element.getClassName();
  }

  @Override
  public String getMethodName() {
    return element.getMethodName();
  }

  /** One of the map's own classes, which are known; else a class that no object has. */
  @Override
  public Class<?> getDeclaringClass() {
    for (Class<?> type = mapClass; type != null; type = type.getSuperclass()) {
      if (type.getName().equals(element.getClassName())) {
        return type;
      }
    }
    return Void.class;
  }

  @Override
  public int getByteCodeIndex() {
    return -1;
  }

  @Override
  public String getFileName() {
    return element.getFileName();
  }

  @Override
  public int getLineNumber() {
    return element.getLineNumber();
  }

  @Override
  public boolean isNativeMethod() {
    return element.isNativeMethod();
  }

  @Override
  public StackTraceElement toStackTraceElement() {
    return element;
  }
}
