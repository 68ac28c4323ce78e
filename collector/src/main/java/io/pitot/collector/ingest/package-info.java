/**
 * The door for daemons: one gRPC stream each, every batch checked, answered once it is durable or
 * refused with a reason. Start at {@link io.pitot.collector.ingest.IngestServer}.
 */
@NullMarked
package io.pitot.collector.ingest;

import org.jspecify.annotations.NullMarked;
