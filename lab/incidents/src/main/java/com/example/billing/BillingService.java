package com.example.billing;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Enters invoices in the ledger. */
public final class BillingService implements Service {
  private final boolean underLock;
  private final LedgerClient ledger = new LedgerClient();

  public BillingService(boolean faulty) {
    underLock = faulty;
  }

  @Override
  public void handle(RandomGenerator random) {
    if (underLock) {
      ledger.postUnderLock();
    } else {
      ledger.post();
    }
  }
}
