/** The {@link io.pitot.collector.store.BlockStore} on an embedded RocksDB, and its directory. */
@NullMarked
package io.pitot.collector.store.rocks;

import org.jspecify.annotations.NullMarked;
