package io.pitot.daemon.spool;

/**
 * A record of the spool.
 *
 * @param sequence its number; later records have greater ones
 * @param payload belongs to the receiver
 */
public record Entry(long sequence, byte[] payload) {}
