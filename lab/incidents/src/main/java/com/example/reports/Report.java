package com.example.reports;

import com.example.load.Elsewhere;

/** The figures of a month. */
record Report(long total) {
  private static final int BOOKINGS = 2_000_000;
  private static final int ROUND_TRIP_MILLIS = 60;

  /** Fetches all bookings and adds them up, which takes a while. */
  static Report make(int month) {
    Elsewhere.roundTrip(ROUND_TRIP_MILLIS);
    long total = month;
    for (int i = 0; i < BOOKINGS; i++) {
      total = total * 6_364_136_223_846_793_005L + Long.rotateLeft(total, 17) % 1_000;
    }
    return new Report(total);
  }
}
