package io.pitot.daemon.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.pitot.daemon.fold.Detail;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class BudgetKeeperTest {
  @Test
  void tellsWhatIsLeftOutAndWhyUntilItIsKeptAgain() throws Exception {
    AtomicReference<Usage> usage = new AtomicReference<>(new Usage(0, 0, 0, 1.5, 77));
    try (BudgetKeeper keeper =
        new BudgetKeeper(Budgets.DEFAULT, usage::get, Duration.ofMillis(5))) {
      assertEquals("", keeper.state().tells());
      keeper.start();
      await(() -> keeper.detail() == Detail.FEWER_TYPES);
      String told = keeper.state().tells();
      assertTrue(told.startsWith("the daemon used 150 % of its budget for network: waits"), told);
      assertTrue(told.endsWith("and allocations, parks and resizes are only counted"), told);
      assertEquals(told, keeper.use().leftOut());
      assertEquals(77, keeper.use().residentBytes());
      assertTrue(
          keeper.use().budgets().contains(new DaemonUse.Budget("network", 1.5, 1 << 20)),
          () -> keeper.use().toString());
      usage.set(Usage.NONE);
      await(() -> keeper.detail() == Detail.ALL);
      assertEquals("", keeper.state().tells());
    }
  }

  @Test
  void measuresThisProcess() {
    long spoolBytes = 100;
    AtomicReference<Outgoing> outgoing = new AtomicReference<>(new Outgoing(0, 0, 0, 0));
    OwnUsage usage =
        new OwnUsage(new Budgets(1e-9, 1e-9, spoolBytes, 1_000_000_000), outgoing::get);
    byte[][] kept = new byte[64][];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new byte[1 << 16];
    }
    burnUntilTheKernelHasCounted();
    // What is used is known since the last collection only.
    System.gc();
    outgoing.set(new Outgoing(1_000, 1, 5, spoolBytes));
    Usage used = usage.get();
    assertTrue(used.cpu() > 1, () -> used.toString());
    assertTrue(used.heap() > 1, () -> used + " with " + kept.length);
    assertEquals(1.25, used.spool());
    assertTrue(used.network() > 1, "held back, and more waits");
    outgoing.set(new Outgoing(2_000, 2, 4, 0));
    assertTrue(usage.get().network() < 1, "held back, and less waits");
  }

  private static void burnUntilTheKernelHasCounted() {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long beforeNanos = process.getProcessCpuTime();
    while (process.getProcessCpuTime() == beforeNanos) {
      Thread.onSpinWait();
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNanos, "not within three minutes");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
