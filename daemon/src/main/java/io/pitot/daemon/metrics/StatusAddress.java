package io.pitot.daemon.metrics;

/**
 * Where the daemon tells how it is doing.
 *
 * @param port 0 for any
 * @param isRequired whether a daemon that cannot have it should not start; else it says so in its
 *     log and does its work without
 */
public record StatusAddress(String host, int port, boolean isRequired) {}
