/** Tests. */
@NullMarked
package io.pitot.collector.ingest;

import org.jspecify.annotations.NullMarked;
