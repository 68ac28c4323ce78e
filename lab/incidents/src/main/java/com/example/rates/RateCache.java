package com.example.rates;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Rates that were fetched, until they are too old. */
final class RateCache {
  private final ConcurrentMap<String, Double> rates = new ConcurrentHashMap<>();
  private final Bank bank = new Bank();

  /** Fetches inside the map: everybody who asks for this rate waits for the map. */
  double rate(String currency) {
    return rates.computeIfAbsent(currency, bank::fetch);
  }

  void expire(String currency) {
    rates.remove(currency);
  }

  /** Fetches outside the map; until then the old rate is good enough. */
  void refresh(String currency) {
    rates.put(currency, bank.fetch(currency));
  }
}
