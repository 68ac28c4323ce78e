package io.pitot.daemon.spool;

/** Hears of records that the spool gave up to keep its bound, before it forgets them. */
@FunctionalInterface
public interface DroppedRecords {
  void dropped(byte[] payload);
}
