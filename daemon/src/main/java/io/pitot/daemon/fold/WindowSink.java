package io.pitot.daemon.fold;

/** Where finished windows go. */
@FunctionalInterface
public interface WindowSink {
  /**
   * Takes the window; when this returns it is safe from a restart of the daemon, or counted lost.
   */
  void accept(Window window);
}
