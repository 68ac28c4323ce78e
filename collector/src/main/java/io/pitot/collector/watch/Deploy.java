package io.pitot.collector.watch;

import org.jspecify.annotations.Nullable;

/** Somebody says that a release was deployed. */
public record Deploy(
    String service, String release, long atMillis, @Nullable String url, @Nullable String text) {}
