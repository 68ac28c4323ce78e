package com.example.db;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Connections that requests borrow. */
final class ConnectionPool {
  private final BlockingQueue<Connection> idle;

  ConnectionPool(int size) {
    idle = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      idle.add(new Connection(i));
    }
  }

  Connection borrow() throws InterruptedException {
    return idle.take();
  }

  void giveBack(Connection connection) {
    idle.add(connection);
  }
}
