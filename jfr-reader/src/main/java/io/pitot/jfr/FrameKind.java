package io.pitot.jfr;

import java.util.Locale;

/** How a frame ran. */
public enum FrameKind {
  UNKNOWN(0),
  INTERPRETED(1),
  JIT_COMPILED(2),
  INLINED(3),
  NATIVE(4),
  /** Compiled by C1, where the recording tells it from other compiled code: async-profiler's do. */
  C1_COMPILED(5),
  /** A frame of native C++ code; async-profiler writes it. */
  CPP(6),
  /** A frame of the operating system's kernel; async-profiler writes it. */
  KERNEL(7);

  private final int number;

  FrameKind(int number) {
    this.number = number;
  }

  /** Counted up from 0, so that an array can hold a count of each kind. */
  public int number() {
    return number;
  }

  /** A stable word for it, such as {@code jit_compiled}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

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
