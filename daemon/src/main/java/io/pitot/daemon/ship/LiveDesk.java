package io.pitot.daemon.ship;

import java.time.Duration;

/** Answers people who look at a target, through the collector. Called on the shipper's thread. */
@FunctionalInterface
public interface LiveDesk {
  /** Of a daemon that shows nothing. */
  LiveDesk CLOSED = (target, time, requester) -> "this daemon shows nothing live";

  /**
   * From now on and for this long, each flush of the target is handed on by itself.
   *
   * @param targetId as reported
   * @param requester for the log
   * @return why not, one line; empty when it is done
   */
  String show(String targetId, Duration time, String requester);
}
