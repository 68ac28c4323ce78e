package io.pitot.agent.programs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;

/** Lets maps grow until the agent has given up, and is recorded only afterwards. */
public final class GivesUp {
  private GivesUp() {}

  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch said = new CountDownLatch(1);
    System.setErr(errors(said));
    long end = System.nanoTime() + Told.LIMIT_NANOS;
    while (!said.await(1, TimeUnit.MILLISECONDS) && System.nanoTime() - end < 0) {
      Told.grow(new HashMap<>());
    }
    System.out.println("recorded before: " + FlightRecorder.isInitialized());
    AtomicReference<String> detail = new AtomicReference<>("nothing");
    try (Told told = new Told("pitot.AgentStatus", status -> isLast(status, detail))) {
      told.await();
    }
    System.out.println("told: " + detail);
  }

  private static boolean isLast(RecordedEvent status, AtomicReference<String> detail) {
    boolean isLast = status.getString("state").equals("disabled");
    if (isLast) {
      detail.set(status.getString("detail"));
    }
    return isLast;
  }

  private static PrintStream errors(CountDownLatch said) {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), true) {
      @Override
      public void println(String line) {
        super.println(line);
        if (line.contains("switched itself off")) {
          said.countDown();
        }
      }
    };
  }
}
