package io.pitot.collector.http;

import java.util.Map;

/** How the collector is doing, since it was started. */
record StatusJson(
    String version,
    long startedMillis,
    long uptimeSeconds,
    long batchesAccepted,
    Map<String, Long> batchesRefused,
    long entries,
    Map<String, Long> losses,
    long reportedTargetsLeftOut,
    int services,
    int series,
    long storeBytes,
    long diskFreeBytes,
    long partitionsDroppedForSpace,
    Map<String, Long> webhooks) {}
