package com.example.load;

import java.util.random.RandomGenerator;

/** Serves requests, many at a time. */
public interface Service {
  /**
   * Serves one request.
   *
   * @param random what the request is about
   */
  void handle(RandomGenerator random) throws InterruptedException;

  /** What the owner of the service would see is wrong with its answers or its memory. */
  default String damage() {
    return "no damage seen";
  }
}
