package com.example.load;

/**
 * How requests arrive, and how many are served at a time.
 *
 * @param burst how many arrive together: a page that asks for several things at once
 */
public record Rate(int requestsPerSecond, int burst, int threads) {}
