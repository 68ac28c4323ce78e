package io.pitot.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which servers are told to read their configuration again. The JDK's only way to hear
 * it is a class that the compiler warns of and that is in every JDK; hence by its name.
 */
final class HangUp {
  private HangUp() {}

  /**
   * Has the action run at each signal, on a thread of its own.
   *
   * @return whether this JVM can; with {@code -Xrs} or below {@code nohup} it cannot
   */
  static boolean handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object heard =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      Object before =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), heard);
      // A signal that was ignored when the JVM began stays so, whatever handles it.
      return before != handler.getField("SIG_IGN").get(null);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | NoSuchFieldException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      return false;
    }
  }
}
