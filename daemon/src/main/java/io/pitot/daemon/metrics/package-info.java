/**
 * How the daemon itself is doing, told over HTTP: {@code /metrics} in Prometheus' text format,
 * {@code /healthy} and {@code /ready}. Start at {@link io.pitot.daemon.metrics.StatusServer}.
 */
@NullMarked
package io.pitot.daemon.metrics;

import org.jspecify.annotations.NullMarked;
