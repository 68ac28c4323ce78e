/**
 * A durable queue of opaque records between the windows and the collector: bounded, on disk,
 * emptied by acknowledgements. Start at {@link io.pitot.daemon.spool.Spool}.
 */
@NullMarked
package io.pitot.daemon.spool;

import org.jspecify.annotations.NullMarked;
