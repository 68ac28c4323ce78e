package io.pitot.benchmarks;

import io.pitot.benchmarks.store.StoreStages;

/**
 * {@code benchmarks/run store [STAGE...] [NAME=VALUE...]}: what the collector's store costs. Stages
 * are {@code ingest}, {@code disk}, {@code day}, {@code growth}, {@code restart}; without any all
 * are run, scaled down so that it takes minutes, and the figures say what they extrapolate from.
 * Values: {@code jvms} (1,000), {@code daemons} that send (one of each 20 JVMs), {@code seconds} of
 * load (20), {@code hours} of full windows on disk (1), {@code every} so-manieth window where ten
 * minutes of the day answer (1), {@code days} of the month (30), {@code series} at a restart
 * (10,000), {@code data}, a folder that is kept and used again.
 */
final class Store {
  private Store() {}

  public static void main(String[] args) throws Exception {
    StoreStages.of(args).run();
  }
}
