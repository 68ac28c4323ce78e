package io.pitot.jfr;

/**
 * Something in a file that could not be read, and was gone around.
 *
 * @param offset in the file
 * @param what the sentence of the error: what, file, offset, actual, expected
 * @param lostBytes that were not read because of it
 */
public record Damage(long offset, String what, long lostBytes) {}
