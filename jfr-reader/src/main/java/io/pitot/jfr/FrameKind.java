package io.pitot.jfr;

/** How a frame ran. */
public enum FrameKind {
  INTERPRETED,
  JIT_COMPILED,
  INLINED,
  NATIVE,
  /** Compiled by C1, where the recording tells it from other compiled code: async-profiler's do. */
  C1_COMPILED,
  /** A frame of native C++ code; async-profiler writes it. */
  CPP,
  /** A frame of the operating system's kernel; async-profiler writes it. */
  KERNEL,
  UNKNOWN;

  static FrameKind of(String text) {
    return switch (text) {
      case "Interpreted" -> INTERPRETED;
      case "JIT compiled" -> JIT_COMPILED;
      case "C1 compiled" -> C1_COMPILED;
      case "Inlined" -> INLINED;
      case "Native" -> NATIVE;
      case "C++" -> CPP;
      case "Kernel" -> KERNEL;
      default -> UNKNOWN;
    };
  }
}
