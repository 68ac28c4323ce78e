package io.pitot.jfr;

/** Takes the events of one type, in the order of the file, which is not the order of time. */
public interface EventHandler {
  /**
   * How events look from now on: called before the first event of each chunk, and again when the
   * layout changed within the chunk. Handles of an earlier layout are void.
   *
   * <p>A handler of several types is called once for each of them, and tells events apart by {@link
   * Event#type}.
   */
  default void layout(EventType type) {}

  /** The event is valid until this returns: the same object shows the next one. */
  void event(Event event);
}
