package com.example.db;

import com.example.load.Elsewhere;

/** One connection to the database. */
record Connection(int number) {
  private static final int ROUND_TRIP_MILLIS = 50;

  void query() {
    Elsewhere.roundTrip(ROUND_TRIP_MILLIS);
  }
}
