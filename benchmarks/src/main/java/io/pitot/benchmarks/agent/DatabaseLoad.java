package io.pitot.benchmarks.agent;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two clients of an H2 database in memory: each transaction reads, joins, updates and inserts. */
public final class DatabaseLoad {
  private static final String URL = "jdbc:h2:mem:bank;DB_CLOSE_DELAY=-1";
  private static final int CLIENTS = 2;
  private static final int ACCOUNTS = 20_000;
  private static final int WARM_TRANSACTIONS = 15_000;
  private static final int TRANSACTIONS = 30_000;

  private DatabaseLoad() {}

  public static void main(String[] arguments)
      throws SQLException, InterruptedException, ExecutionException, IOException {
    try (Connection connection = DriverManager.getConnection(URL)) {
      fill(connection);
    }
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    run(clients, WARM_TRANSACTIONS);
    if (arguments.length > 0) {
      System.out.println("warm");
      Thread end = new Thread(DatabaseLoad::haltAtEndOfInput);
      end.setDaemon(true);
      end.start();
      run(clients, Integer.MAX_VALUE);
    }
    Clock clock = Clock.start();
    run(clients, TRANSACTIONS);
    double each = CLIENTS * TRANSACTIONS * 1e3;
    System.out.println("figure micros " + clock.nanos() / each);
    System.out.println("figure cpuMicros " + clock.cpuNanos() / each);
    clients.shutdown();
  }

  private static void haltAtEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Input is only the sign to go on.
      }
    } catch (IOException e) {
      // The end as well.
    }
    Runtime.getRuntime().halt(0);
  }

  private static void fill(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table branch (id int primary key, name varchar, total bigint)");
      statement.execute(
          "create table account (id int primary key, branch int, owner varchar, cents bigint)");
      statement.execute("create index account_branch on account (branch)");
      statement.execute("create table entry (id identity, account int, cents bigint)");
      statement.execute("insert into branch select x, 'branch ' || x, 0 from system_range(1, 100)");
      statement.execute(
          "insert into account select x, mod(x, 100) + 1, 'owner ' || x, 1000"
              + " from system_range(1, "
              + ACCOUNTS
              + ")");
    }
  }

  private static void run(ExecutorService clients, int transactions)
      throws InterruptedException, ExecutionException {
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(i);
      running.add(
          clients.submit(
              () -> {
                transact(transactions, random);
                return null;
              }));
    }
    for (Future<Void> client : running) {
      client.get();
    }
  }

  private static void transact(int transactions, Random random) throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL);
        PreparedStatement find =
            connection.prepareStatement(
                "select a.owner, b.name from account a join branch b on a.branch = b.id"
                    + " where a.id = ?");
        PreparedStatement update =
            connection.prepareStatement("update account set cents = cents + ? where id = ?");
        PreparedStatement insert =
            connection.prepareStatement("insert into entry (account, cents) values (?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < transactions; i++) {
        int account = random.nextInt(ACCOUNTS) + 1;
        find.setInt(1, account);
        try (ResultSet found = find.executeQuery()) {
          found.next();
        }
        update.setInt(1, random.nextInt(100));
        update.setInt(2, account);
        try {
          update.executeUpdate();
          insert.setInt(1, account);
          insert.setInt(2, 1);
          insert.executeUpdate();
          connection.commit();
        } catch (SQLException collision) {
          // Both clients chose the same account: the transaction is given up.
          connection.rollback();
        }
      }
    }
  }
}
