package com.example.launch;

import com.example.load.Rate;
import com.example.load.Service;
import java.util.function.Function;

/**
 * A service that has a healthy and a faulty mode.
 *
 * @param faultyRate the load in the faulty mode
 * @param make takes whether the service is faulty
 */
record Incident(
    String name, String says, Rate rate, Rate faultyRate, Function<Boolean, Service> make) {
  static Incident of(String name, String says, Rate rate, Function<Boolean, Service> make) {
    return new Incident(name, says, rate, rate, make);
  }

  Rate rate(boolean faulty) {
    return faulty ? faultyRate : rate;
  }
}
