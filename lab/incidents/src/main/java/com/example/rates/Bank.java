package com.example.rates;

import com.example.load.Elsewhere;

/** Answers what a currency costs, slowly. */
final class Bank {
  private static final int ROUND_TRIP_MILLIS = 60;

  double fetch(String currency) {
    Elsewhere.roundTrip(ROUND_TRIP_MILLIS);
    return 1 + (currency.hashCode() & 15) / 16.0;
  }
}
