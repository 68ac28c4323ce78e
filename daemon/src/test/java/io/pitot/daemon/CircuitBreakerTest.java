package io.pitot.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final CircuitBreaker breaker = new CircuitBreaker();

  @Test
  void opensAfterThreeFailuresInARowAndLongerEachTime() {
    assertEquals(5, breaker.failed());
    assertEquals(15, breaker.failed());
    assertFalse(breaker.isOpen());
    assertEquals(300, breaker.failed());
    assertTrue(breaker.isOpen());
    assertEquals(900, breaker.failed());
    assertEquals(3_600, breaker.failed());
    assertEquals(3_600, breaker.failed());
    assertEquals(6, breaker.failures());
  }

  @Test
  void closesWhenSomethingGoesWell() {
    for (int i = 0; i < 4; i++) {
      breaker.failed();
    }
    breaker.succeeded();
    assertFalse(breaker.isOpen());
    assertEquals(5, breaker.failed());
  }
}
