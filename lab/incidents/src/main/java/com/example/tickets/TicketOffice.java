package com.example.tickets;

import java.util.concurrent.atomic.AtomicLong;

/** Prints tickets; faulty, all of a ticket is made while nobody else may take a number. */
final class TicketOffice {
  private static final int STROKES = 10_000;

  private final boolean oneAtATime;
  private final AtomicLong printed = new AtomicLong();

  TicketOffice(boolean oneAtATime) {
    this.oneAtATime = oneAtATime;
  }

  long print(int event) {
    if (!oneAtATime) {
      return stamp(event) + number();
    }
    synchronized (printed) {
      return stamp(event) + number();
    }
  }

  long printed() {
    return printed.get();
  }

  private long number() {
    return printed.incrementAndGet();
  }

  /** Some 10 microseconds of work. */
  private static long stamp(int event) {
    long ink = event;
    for (int i = 0; i < STROKES; i++) {
      ink = ink * 31 + (ink >>> 7);
    }
    return ink;
  }
}
