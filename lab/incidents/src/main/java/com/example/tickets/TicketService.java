package com.example.tickets;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Hands out some tickets to each visitor. */
public final class TicketService implements Service {
  private static final int TICKETS = 100;

  private final TicketOffice office;

  public TicketService(boolean faulty) {
    office = new TicketOffice(faulty);
  }

  @Override
  public void handle(RandomGenerator random) {
    for (int i = 0; i < TICKETS; i++) {
      office.print(random.nextInt());
    }
  }

  @Override
  public String damage() {
    return office.printed() + " tickets printed";
  }
}
