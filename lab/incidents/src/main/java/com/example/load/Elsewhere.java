package com.example.load;

import java.util.concurrent.TimeUnit;

/** Stands for systems that answer over the network, which these services do without. */
public final class Elsewhere {
  private Elsewhere() {}

  public static void roundTrip(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
