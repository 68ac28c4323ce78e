/**
 * Windows go to the collector: encoded, spooled, sent over one stream, and forgotten when the
 * collector has acknowledged them. The only package of the daemon that knows gRPC and the wire
 * format. Start at {@link io.pitot.daemon.ship.Shipping}.
 */
@NullMarked
package io.pitot.daemon.ship;

import org.jspecify.annotations.NullMarked;
