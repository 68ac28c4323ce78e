package io.pitot.agent;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A thread's stack, without the hooks that took it: leaf first, at most 128 frames. */
final class Stack {
  private static final int MAX_FRAMES = 128;
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  static final Stack NONE = new Stack(List.of());

  final List<StackFrame> frames;

  private Stack(List<StackFrame> frames) {
    this.frames = frames;
  }

  static Stack take() {
    return take(MAX_FRAMES);
  }

  static Stack take(int maxFrames) {
    return WALKER.walk(new Walk(maxFrames));
  }

  /** No lambda, and no stage of a stream: hooks that come first would link them. */
  private static final class Walk implements Function<Stream<StackFrame>, Stack> {
    private final int maxFrames;

    private Walk(int maxFrames) {
      this.maxFrames = maxFrames;
    }

    @Override
    public Stack apply(Stream<StackFrame> all) {
      List<StackFrame> kept = new ArrayList<>();
      Iterator<StackFrame> frames = all.iterator();
      while (kept.size() < maxFrames && frames.hasNext()) {
        StackFrame frame = frames.next();
        if (!isOurs(frame.getDeclaringClass())) {
          kept.add(frame);
        }
      }
      return new Stack(kept);
    }
  }

  /** Another thread's, of which only names are known, while it is in an operation of the map. */
  static Stack of(StackTraceElement[] elements, int maxFrames, Object map) {
    List<StackFrame> frames = new ArrayList<>();
    for (int i = 0; i < Math.min(maxFrames, elements.length); i++) {
      frames.add(new NamedFrame(elements[i], map.getClass()));
    }
    return new Stack(frames);
  }

  /** By loader: the application may have packages of any name. */
  static boolean isOurs(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null
        ? type.getName().startsWith(Planting.PLANTED)
        : loader == Stack.class.getClassLoader();
  }

  /** Whether the flight recorder itself is at work: it must not be made to write inside a write. */
  boolean isInsideFlightRecorder() {
    for (StackFrame frame : frames) {
      if (frame.getClassName().startsWith("jdk.jfr.")) {
        return true;
      }
    }
    return false;
  }

  /** The method of the map, its view or its iterator, under the name that a caller knows. */
  String operation(Object map) {
    String name = "";
    for (StackFrame frame : frames) {
      // A class of the application that is a map has methods and names of its own.
      if (!frame.getDeclaringClass().isInstance(map)
          || !frame.getClassName().startsWith("java.util.")) {
        break;
      }
      name = frame.getMethodName();
    }
    if (name.isEmpty()
        && !frames.isEmpty()
        && frames.get(0).getClassName().startsWith("java.util.")) {
      name = frames.get(0).getMethodName();
    }
    return switch (name) {
      case "putVal", "addEntry", "addEntryToEmptyMap" -> "put";
      case "removeNode", "deleteEntry", "removeMapping", "replaceNode" -> "remove";
      case "getNode", "getEntry", "afterNodeAccess" -> "get";
      case "nextNode", "nextEntry", "nextIndex" -> "next";
      case "keysToArray", "valuesToArray" -> "toArray";
      default -> name;
    };
  }

  /** The frame that called the map, past the JDK's own collections; null when there is none. */
  @Nullable StackFrame caller(Object map) {
    List<StackFrame> callers = callers(map, 1);
    return callers.isEmpty() ? null : callers.get(0);
  }

  /** The nearest frames around the map's operation, without the JDK's own collections. */
  List<StackFrame> callers(Object map, int most) {
    List<StackFrame> callers = new ArrayList<>();
    for (StackFrame frame : frames) {
      if (callers.size() < most
          && !frame.getDeclaringClass().isInstance(map)
          && !frame.getClassName().startsWith("java.util.")) {
        callers.add(frame);
      }
    }
    return callers;
  }

  /** One frame per line, root last. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (StackFrame frame : frames) {
      text.append(line(frame.toStackTraceElement())).append('\n');
    }
    return text.toString();
  }

  /** The same of another thread's stack. */
  static String text(StackTraceElement[] frames) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : frames) {
      if (!AgentLoader.NAME.equals(frame.getClassLoaderName())
          && !frame.getClassName().startsWith(Planting.PLANTED)) {
        text.append(line(frame)).append('\n');
      }
    }
    return text.toString();
  }

  static String line(StackTraceElement frame) {
    String place =
        frame.isNativeMethod()
            ? "Native Method"
            : frame.getFileName() == null
                ? "Unknown Source"
                : frame.getFileName() + ":" + frame.getLineNumber();
    return frame.getClassName() + "." + frame.getMethodName() + "(" + place + ")";
  }
}
