package io.pitot.benchmarks;

import io.pitot.benchmarks.store.StoreStages;

/**
 * {@code benchmarks/run store [STAGE...] [NAME=VALUE...]}: what the collector's store costs. Stages
 * are {@code ingest}, {@code disk}, {@code day}, {@code month}; without any all are run, scaled
 * down so that it takes minutes, and the figures say what they extrapolate from. Values: {@code
 * jvms} (1,000), {@code seconds} of load (20), {@code hours} of full windows on disk (1), {@code
 * every} so-manieth window of the day (6), {@code days} of the month (30), {@code data}, a folder
 * that is kept and used again.
 */
final class Store {
  private Store() {}

  public static void main(String[] args) throws Exception {
    StoreStages.of(args).run();
  }
}
