package com.example.db;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Looks orders up in the database. */
public final class OrderService implements Service {
  private final ConnectionPool pool;

  public OrderService(boolean faulty) {
    pool = new ConnectionPool(faulty ? 1 : 12);
  }

  @Override
  public void handle(RandomGenerator random) throws InterruptedException {
    Connection connection = pool.borrow();
    try {
      connection.query();
    } finally {
      pool.giveBack(connection);
    }
  }
}
