package io.pitot.collector.store;

/**
 * Rows that tell how the frames of another type's rows ran. They are stored and summed up like any
 * others, under a type of their own; their stacks are a kind's word and a method below it.
 */
public final class FrameKindRows {
  /** In no name that a daemon may send. */
  private static final String SUFFIX = ":kinds";

  private static final String UNIT = "frames";

  private FrameKindRows() {}

  /** The type of the rows that tell of this one's. */
  public static ProfileType of(ProfileType type) {
    return new ProfileType(type.name() + SUFFIX, type.source(), UNIT);
  }

  /** Whether the type's rows tell of another one's, rather than of events. */
  public static boolean isType(String name) {
    return name.endsWith(SUFFIX);
  }
}
