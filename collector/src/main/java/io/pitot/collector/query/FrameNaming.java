package io.pitot.collector.query;

import io.pitot.collector.diff.FrameNames;
import java.util.function.UnaryOperator;

/** What the frames of a merged profile are called. */
public enum FrameNaming implements UnaryOperator<String> {
  /** As JFR recorded them: the same lambda has another name in each JVM. */
  RECORDED {
    @Override
    public String apply(String recordedName) {
      return recordedName;
    }
  },
  /** Without what a JVM numbers at run time, so that instances fall together. */
  COMPARABLE {
    @Override
    public String apply(String recordedName) {
      return FrameNames.comparable(recordedName);
    }
  }
}
