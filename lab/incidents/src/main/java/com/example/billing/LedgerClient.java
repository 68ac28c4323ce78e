package com.example.billing;

import com.example.load.Elsewhere;

/** The ledger's client, with a counter that a lock guards. */
final class LedgerClient {
  private static final int ROUND_TRIP_MILLIS = 45;

  private final Object lock = new Object();
  private long entries;

  /** Holds the lock until the ledger has answered. */
  void postUnderLock() {
    synchronized (lock) {
      Elsewhere.roundTrip(ROUND_TRIP_MILLIS);
      entries++;
    }
  }

  /** Holds the lock to count only. */
  void post() {
    Elsewhere.roundTrip(ROUND_TRIP_MILLIS);
    synchronized (lock) {
      entries++;
    }
  }

  long entries() {
    synchronized (lock) {
      return entries;
    }
  }
}
